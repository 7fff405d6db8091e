"""The languages of the pages: which there are, which was chosen, and how browsers name them."""

import logging
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from audit.model.problems import Refused
from audit.service.house import languages, speak

LANGUAGE_COOKIE = "audit_language"
IN_ADDRESS = "lang"
"""The name of the language in the address: `?lang=en`."""


@lru_cache
def offered() -> tuple[str, ...]:
    """List the languages that can be chosen, German first; a file with mistakes is left out."""
    return tuple(language for language in languages() if _can_be_spoken(language))


def chosen(*wishes: str | None) -> str:
    """Take the first wish that can be met; German otherwise."""
    return next((wish for wish in wishes if wish in offered()), "de")


@lru_cache
def name_of(language: str) -> str:
    """Name a language in itself: Deutsch, English, العربية."""
    locale = _locale(language)
    name = locale.get_display_name(language) if locale else None
    return name[0].upper() + name[1:] if name else language


@lru_cache
def direction_of(language: str) -> str:
    """Say whether a language is written `ltr` or `rtl`."""
    locale = _locale(language)
    return str(locale.text_direction) if locale else "ltr"


def tag_of(language: str) -> str:
    """Name a language as HTML does: `pt_BR` is `pt-BR`, `de@simple` is `de-simple`."""
    return language.replace("_", "-").replace("@", "-")


def _can_be_spoken(language: str) -> bool:
    try:
        speak(language)
    except Refused as refused:
        logging.getLogger(__name__).warning("languages/%s.po: %s", language, refused)
        return False
    return True


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
