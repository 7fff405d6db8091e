"""Measures how fast answers become results, and against what: `python -m benchmarks`."""
