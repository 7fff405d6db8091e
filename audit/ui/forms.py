"""Forms of the plain pages, as HTML; and the proof that a form came from one of our pages."""

from dataclasses import dataclass
from hmac import compare_digest
from html import escape
from secrets import token_urlsafe

from starlette.requests import Request

from audit.model.messages import Message, Translator, message
from audit.ui.gate import comes_from_elsewhere

FORM_COOKIE = "audit_form"
"""Proves that a form came from one of our pages: it stands in the form and in the cookie."""

FORM_FIELD = "form"


@dataclass(frozen=True)
class Field:
    """A line in which something is typed."""

    name: str
    label: Message
    kind: str = "text"
    """`text`, `password` or `email`."""
    fill: str = "off"
    """What a browser or a password manager may fill in, as HTML calls it."""
    hint: Message | None = None
    value: str = ""
    code: bool = False
    """Figures of an app: a telephone then shows its figures."""
    voluntary: bool = False
    """May stay empty."""


def form(address: str, token: str, content: str) -> str:
    """Make a form; `content` is HTML and comes escaped."""
    proof = hidden(FORM_FIELD, token)
    return f'<form method="post" action="{address}">{proof}{content}</form>'


def hidden(name: str, value: str) -> str:
    """Make a field that nobody sees."""
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def line(translator: Translator, field: Field) -> str:
    """Make a labelled line."""
    about, described = "", ""
    if field.hint is not None:
        about = f'<small id="{field.name}-hint">{escape(translator.say(field.hint))}</small>'
        described = f' aria-describedby="{field.name}-hint"'
    needed = "" if field.voluntary else " required"
    figures = ' inputmode="numeric"' if field.code else ""
    return (
        f'<p class="line"><label for="{field.name}">{escape(translator.say(field.label))}</label>'
        f'{about}<input id="{field.name}" name="{field.name}" type="{field.kind}"{needed}'
        f' value="{escape(field.value)}" autocomplete="{field.fill}" autocapitalize="none"'
        f' spellcheck="false"{figures}{described}></p>'
    )


def button(translator: Translator, label: Message, *, leading: bool = False) -> str:
    """Make the button that sends a form."""
    kind = ' class="leading"' if leading else ""
    return f"<button{kind}>{escape(translator.say(label))}</button>"


def problem(translator: Translator, sentence: Message | None) -> str:
    """Say above a form why it was not accepted; nothing when there is nothing to say."""
    if sentence is None:
        return ""
    return f'<p class="problem" role="alert">{escape(translator.say(sentence))}</p>'


def link(translator: Translator, label: Message, address: str) -> str:
    """Make a paragraph of a link."""
    return f'<p><a href="{escape(address)}">{escape(translator.say(label))}</a></p>'


def heading(translator: Translator, title: Message) -> str:
    """Make a heading below that of the page."""
    return f"<h2>{escape(translator.say(title))}</h2>"


def form_token(request: Request) -> str:
    """Find the proof that this browser's forms carry, or make it."""
    if FORM_COOKIE in request.cookies:
        return request.cookies[FORM_COOKIE]
    if not hasattr(request.state, FORM_COOKIE):
        setattr(request.state, FORM_COOKIE, token_urlsafe(24))
    return str(getattr(request.state, FORM_COOKIE))


def is_genuine(request: Request, token: str) -> bool:
    """Tell whether a form came from one of our pages in this browser."""
    kept = request.cookies.get(FORM_COOKIE, "")
    same = bool(kept) and compare_digest(kept.encode(), token.encode())
    return same and not comes_from_elsewhere(request)


SEND_AGAIN = message(
    "Das Formular war zu alt oder kam nicht von dieser Seite. Es ist nichts geschehen."
)
"""What is said of a form that did not come from one of our pages."""

BACK = message("Zurück")
