"""Speaks with the person at the terminal: in their language, with problems as `file:line:
sentence`."""

import locale
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from audit.files.translations import load_translator
from audit.model.messages import GERMAN, Message, Translator
from audit.model.problems import Refused

HOME = Path(__file__).parents[2]
"""The checkout."""

LANGUAGES = HOME / "languages"

output = Console()
errors = Console(stderr=True)


def translator(language: str | None) -> Translator:
    """Speak the language that was asked for, else that of the terminal: German, or English."""
    chosen = language or _language_of_terminal()
    with told_in(GERMAN):
        return load_translator(chosen, LANGUAGES)


def _language_of_terminal() -> str:
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next((name for name in names if name), "") or locale.getlocale()[0] or ""
    return "de" if name.lower().startswith(("de", "german")) else "en"


@contextmanager
def told_in(language: Translator) -> Iterator[None]:
    """Show problems instead of a traceback, and end with exit code 1."""
    try:
        yield
    except Refused as refused:
        for problem in refused.problems:
            print(problem.show(language), file=sys.stderr)
        raise typer.Exit(1) from None


def say(language: Translator, sentence: Message) -> None:
    """Print a sentence."""
    output.print(language.say(sentence), markup=False, highlight=False, soft_wrap=True)


def fail(language: Translator, sentence: Message) -> None:
    """Print a sentence about what went wrong."""
    errors.print(language.say(sentence), markup=False, highlight=False, soft_wrap=True)
