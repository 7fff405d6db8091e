"""Where the published worked examples lie, for tests that read them; not everybody has them."""

from pathlib import Path

import pytest

CASES = Path(__file__).parents[2] / "shared" / "cases"

MISSING = "shared/cases is missing"
"""How the reason of a skip begins that is allowed even when everything is required."""

needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason=f"{MISSING}: there is no folder {CASES}"
)
