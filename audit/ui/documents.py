"""Plain pages of our own: complete without JavaScript, for whoever is not inside yet."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from audit.model.messages import Message, Translator, message
from audit.service.house import speak
from audit.ui.tongues import (
    IN_ADDRESS,
    LANGUAGE_COOKIE,
    chosen,
    direction_of,
    name_of,
    offered,
    tag_of,
)

APPLICATION = message("Interkulturelle Öffnung")
DEMO_CITY = message("Musterstadt – erfundene Daten")


def translator_for(request: HTTPConnection) -> Translator:
    """Speak the language of the address, else the one that was chosen before, else German."""
    wishes = request.query_params.get(IN_ADDRESS), request.cookies.get(LANGUAGE_COOKIE)
    return speak(chosen(*wishes))


def document(
    request: HTTPConnection, title: Message, body: str, *, demo: bool, status: int = 200
) -> HTMLResponse:
    """Make a page of a title and of `body`, which is HTML and comes escaped."""
    translator = translator_for(request)
    language = translator.language
    query = query_without_language(request.query_params.multi_items())
    said = escape(translator.say(title))
    banner = f'<p class="demo">{escape(translator.say(DEMO_CITY))}</p>' if demo else ""
    page = f"""<!doctype html>
<html lang="{tag_of(language)}" dir="{direction_of(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{said} – {escape(translator.say(APPLICATION))}</title>
<link rel="icon" href="/gestaltung/sign.svg" type="image/svg+xml">
<link rel="stylesheet" href="/gestaltung/documents.css">
</head>
<body>
<header>{banner}{language_links(translator, query)}</header>
<main>
<h1>{said}</h1>
{body}
</main>
</body>
</html>"""
    return HTMLResponse(page, status)


def query_without_language(query: Iterable[tuple[str, str]]) -> str:
    """Write down what stands in an address besides the language."""
    return urlencode([(name, value) for name, value in query if name != IN_ADDRESS])


def paragraph(translator: Translator, sentence: Message) -> str:
    """Make a paragraph of a sentence."""
    return f"<p>{escape(translator.say(sentence))}</p>"


def language_links(translator: Translator, query: str) -> str:
    """Offer the page in the other languages; `query` is the rest of its address."""
    links = "".join(_link(language, translator, query) for language in offered())
    return f'<nav class="languages" aria-label="{escape(translator.say(_LANGUAGE))}">{links}</nav>'


def _link(language: str, translator: Translator, query: str) -> str:
    current = ' aria-current="true"' if language == translator.language else ""
    address = escape(f"?{IN_ADDRESS}={language}{query and '&' + query}")
    tag, name = tag_of(language), escape(name_of(language))
    return f'<a href="{address}" lang="{tag}" hreflang="{tag}"{current}>{name}</a>'


_LANGUAGE = message("Sprache")
