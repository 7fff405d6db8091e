"""The terminal: `python -m audit ...`."""
