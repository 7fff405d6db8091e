"""Start here in a terminal: `python -m audit --help`."""

from audit.cli.commands import app

if __name__ == "__main__":
    app(prog_name="python -m audit")
