"""One step per file, each after the one before."""
