"""What was measured on: without it no figure means anything."""

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "pandas", "pyarrow", "streamlit", "pyspark")
"""What the figures depend on."""


def machine() -> str:
    """Name the processor, how many of it there are, the memory and the system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = os.cpu_count()
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}"


def versions() -> str:
    """Name the versions of Python and of the packages."""
    installed = [f"{name} {found}" for name in PACKAGES if (found := _version(name))]
    return ", ".join([f"Python {platform.python_version()}", *installed])


def has(package: str) -> bool:
    """Tell whether a package is installed."""
    return _version(package) is not None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        told = ""
    named = re.search(r"^model name\s*: (.+)$", told, re.MULTILINE)
    return named[1] if named else platform.processor() or platform.machine()
