"""`python -m benchmarks`: measure time and memory, print the result and keep it in the docs."""

import argparse
import sys

from benchmarks.measuring import QUICK, SHORT, Extent, measure
from benchmarks.processes import HOME
from benchmarks.report import between_marks, report

PAGE = HOME / "docs" / "performance.md"


def main() -> None:
    """Measure everything, or with `--quick` only whether it works."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("--quick", action="store_true", help="small, and not kept in the docs")
    reader.add_argument("--short", action="store_true", help="full size, few repetitions, no Spark")
    options = reader.parse_args()
    quick = options.quick
    extent = QUICK if quick else SHORT if options.short else Extent()
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    written = report(measure(extent, _say), command)
    print(written)
    if not quick:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(between_marks(page, written), encoding="utf-8")


def _say(step: str) -> None:
    print(f"· {step}", file=sys.stderr)


if __name__ == "__main__":
    main()
