"""`python -m benchmarks`: measure time and memory, print the result and keep it in the docs."""

import argparse
import sys
from dataclasses import replace

from benchmarks.app import APP_QUICK, APP_SHORT, TEN_MINUTES, AppExtent, measure_app
from benchmarks.app_report import APP_BEGIN, app_report
from benchmarks.measuring import QUICK, SHORT, Extent, measure
from benchmarks.processes import HOME
from benchmarks.report import BEGIN, between_marks, report
from benchmarks.stores import (
    STORES_BEGIN,
    STORES_QUICK,
    STORES_SHORT,
    StoresExtent,
    measure_stores,
    stores_report,
)

PARTS = ("engine", "app", "stores")
PAGE = HOME / "docs" / "performance.md"


def main() -> None:
    """Measure everything, or with `--quick` only whether it works."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("--quick", action="store_true", help="small, and not kept in the docs")
    reader.add_argument("--short", action="store_true", help="full size, few repetitions, no Spark")
    reader.add_argument("--long", action="store_true", help="10 minutes more with the most people")
    reader.add_argument("--only", choices=PARTS, help="measure one of them")
    options = reader.parse_args()
    quick, short = options.quick, options.short
    parts = (options.only,) if options.only else PARTS
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    if "engine" in parts:
        extent = QUICK if quick else SHORT if short else Extent()
        _keep(report(measure(extent, _say), command), BEGIN, quick=quick)
    if "app" in parts:
        of_app = APP_QUICK if quick else APP_SHORT if short else AppExtent()
        if options.long:
            of_app = replace(of_app, long=TEN_MINUTES)
        _keep(app_report(measure_app(of_app, _say), command), APP_BEGIN, quick=quick)
    if "stores" in parts:
        of_stores = STORES_QUICK if quick else STORES_SHORT if short else StoresExtent()
        _keep(stores_report(measure_stores(of_stores, _say), command), STORES_BEGIN, quick=quick)


def _keep(written: str, mark: str, *, quick: bool) -> None:
    print(written)
    if not quick:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(between_marks(page, written, mark), encoding="utf-8")


def _say(step: str) -> None:
    print(f"· {step}", file=sys.stderr)


if __name__ == "__main__":
    main()
