"""Streamlit's one HTML page, and what the gate changes in it.

The page is the same for everybody: English, with advice for programs instead of people without
JavaScript. Each change names the place that it replaces; `tests/ui/test_gate.py` fails when a new
version of Streamlit no longer has it.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

import streamlit as st

from audit.model.messages import Translator, message
from audit.ui.documents import APPLICATION
from audit.ui.tongues import direction_of, tag_of

PAGE = (Path(st.__file__).parent / "static" / "index.html").read_bytes()

HTML = b'<html lang="en">'
TITLE = b"<title>Streamlit</title>"
SIGN = b'<link rel="shortcut icon" href="./favicon.png" />'
FOR_PROGRAMS = b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />'
END_OF_HEAD = b"</head>"
WITHOUT_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)

NEEDS_JAVASCRIPT = message(
    "Diese Seiten brauchen JavaScript. Bitte schalten Sie es in Ihrem Browser ein, oder bitten Sie "
    "die Projektgruppe um einen Fragebogen auf Papier."
)


def in_language(page: bytes, translator: Translator) -> bytes:
    """Say the page in a language; a page that is not Streamlit's stays as it is."""
    if TITLE not in page:
        return page
    language = translator.language
    tag, direction = tag_of(language), direction_of(language)
    title = escape(translator.say(APPLICATION))
    without_script = f"<noscript><p>{escape(translator.say(NEEDS_JAVASCRIPT))}</p></noscript>"
    styles = '<link rel="stylesheet" href="/gestaltung/app.css" />'
    sign = '<link rel="icon" href="/gestaltung/sign.svg" type="image/svg+xml" />'
    environment = '<script type="module" src="/gestaltung/environment.js"></script>'
    page = page.replace(HTML, f'<html lang="{tag}" dir="{direction}">'.encode())
    page = page.replace(TITLE, f"<title>{title}</title>".encode())
    page = page.replace(SIGN, (sign + environment).encode()).replace(FOR_PROGRAMS, b"")
    page = page.replace(END_OF_HEAD, styles.encode() + END_OF_HEAD)
    return WITHOUT_SCRIPT.sub(lambda _: without_script.encode(), page)


def _hashes(page: bytes) -> str:
    """Allow the scripts that stand in the page, and no other."""
    digests = (sha256(script).digest() for script in INLINE_SCRIPT.findall(page))
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' {_hashes(PAGE)} blob:",  # blob: how Streamlit loads a component
        "style-src 'self' 'unsafe-inline'",  # Streamlit writes its styles at run time
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
