"""Results as tables with documented columns, made fit to be shown."""
