"""What is printed: a notice with a link for many, and slips with a link for one reply each.

Plain pages for the printer, behind the gate; what is only for the screen is not printed.
"""

from collections.abc import Callable
from html import escape

import segno
from anyio import to_thread
from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from audit.model.messages import Translator, message
from audit.model.organisation import Unit
from audit.model.questionnaire import Questionnaire
from audit.model.texts import Wording
from audit.model.waves import Wave
from audit.service.actions import Denied, NotDone
from audit.service.house import House, speak
from audit.service.links import batch, invitation
from audit.ui.documents import APPLICATION, document, paragraph, translator_for
from audit.ui.gate import BY_LINK, CALLER
from audit.ui.tongues import direction_of, name_of, offered, tag_of

NOTICE, SLIPS = "/aushang", "/zettel"

LANGUAGE = "sprache"
"""The name of a chosen language in the address; without one, all are chosen."""


def routes(house: House) -> list[Route]:
    """List the addresses of what is printed."""
    printer = _Printer(house)
    return [
        Route(f"{NOTICE}/{{token}}", printer.answering(printer.notice), methods=["GET"]),
        Route(
            f"{SLIPS}/{{wave}}/{{number:int}}", printer.answering(printer.slips), methods=["GET"]
        ),
    ]


def address_of(house: House, here: str, token: str) -> str:
    """Write the address of a link: as the settings say, or as whoever asks came `here`."""
    return f"{house.settings.address or here.rstrip('/')}{BY_LINK}/{token}"


def qr_code(address: str, name: str) -> str:
    """Draw an address for telephones, as SVG; `name` is what screen readers say."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(border=4, omitsize=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(name)}" ', 1)


class _Printer:
    """Where paper comes from."""

    def __init__(self, house: House) -> None:
        self.house = house

    def answering(self, write: Callable[[Request], Response]) -> Callable[[Request], object]:
        """Do it in a thread; say in a sentence what was refused."""

        def written(request: Request) -> Response:
            try:
                return write(request)
            except NotDone as refusal:
                body = paragraph(translator_for(request), refusal.sentence)
                status = 403 if isinstance(refusal, Denied) else 409
                demo = self.house.settings.demo
                return document(request, _NOTHING, body, demo=demo, status=status)

        async def answered(request: Request) -> Response:
            return await to_thread.run_sync(written, request)

        return answered

    def notice(self, request: Request) -> Response:
        """Print a link for many as a notice, one page per language."""
        token = str(request.path_params["token"])
        found = invitation(self.house, request.scope[CALLER], token)
        pages = (
            _in_language(
                language,
                "notice",
                _purpose(language, found.questionnaire, found.unit)
                + _when(language, found.wave, found.questionnaire)
                + self._way(request, language, token)
                + _promise(language, found.wave),
            )
            for language in map(speak, _chosen(request))
        )
        return _page(request, found.questionnaire, "".join(pages))

    def slips(self, request: Request) -> Response:
        """Print links for one reply each, to be cut up; each slip says it in all languages."""
        wave, number = str(request.path_params["wave"]), int(request.path_params["number"])
        found = batch(self.house, request.scope[CALLER], wave, number)
        said = "".join(
            _in_language(
                language,
                "said",
                f"<h2>{escape(_title(language, found.questionnaire))}</h2>"
                + paragraph(language, _ONCE)
                + _when(language, found.wave, found.questionnaire),
            )
            for language in map(speak, _chosen(request))
        )
        first = speak(_chosen(request)[0])
        slips = (f"<li>{said}{self._way(request, first, token)}</li>" for token in found.tokens)
        return _page(request, found.questionnaire, f'<ul class="slips">{"".join(slips)}</ul>')

    def _way(self, request: Request, language: Translator, token: str) -> str:
        """Show the address twice: for telephones, and to be typed."""
        address = address_of(self.house, str(request.base_url), token)
        code = qr_code(address, language.say(message("QR-Code: {address}", address=address)))
        return f'<figure>{code}<figcaption dir="ltr">{escape(address)}</figcaption></figure>'


def _chosen(request: Request) -> list[str]:
    wanted = [one for one in request.query_params.getlist(LANGUAGE) if one in offered()]
    return list(dict.fromkeys(wanted)) or list(offered())


def _in_language(language: Translator, kind: str, content: str) -> str:
    name = language.language
    return (
        f'<section class="{kind}" lang="{tag_of(name)}" dir="{direction_of(name)}">'
        f"{content}</section>"
    )


def _title(language: Translator, questionnaire: Questionnaire) -> str:
    return language.text(questionnaire.id, questionnaire.title)


def _purpose(language: Translator, questionnaire: Questionnaire, unit: Unit | None) -> str:
    """Say what is asked, about whom, and why."""
    about = "" if unit is None else f'<p class="unit">{escape(unit.name)}</p>'
    why = questionnaire.about
    said = Wording(questionnaire, language).of(questionnaire, why) if why else ""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in said.split("\n") if part.strip())
    return f"<h2>{escape(_title(language, questionnaire))}</h2>{about}{paragraphs}"


def _when(language: Translator, wave: Wave, questionnaire: Questionnaire) -> str:
    """Say that it is voluntary, until when it can be done, and how long it takes."""
    opens, closes = (
        format_date(day, format="long", locale=language.language)
        for day in (wave.opens, wave.closes)
    )
    said = paragraph(language, _VOLUNTARY)
    said += paragraph(
        language, message("Vom {opens} bis {closes}", opens=opens, closes=closes)
    )  # fmt: skip
    if questionnaire.minutes:
        minutes = questionnaire.minutes
        said += paragraph(
            language, message("Das dauert etwa {minutes} Minuten.", minutes=minutes)
        )  # fmt: skip
    return said


def _promise(language: Translator, wave: Wave) -> str:
    parts = language.text("", wave.promise).split("\n")
    return "".join(f'<p class="promise">{escape(part)}</p>' for part in parts if part.strip())


def _page(request: Request, questionnaire: Questionnaire, body: str) -> Response:
    """Make the whole page; on the screen it offers the languages and says how to print."""
    language = translator_for(request)
    title, name = escape(_title(language, questionnaire)), language.language
    boxes = "".join(_box(one, checked=one in _chosen(request)) for one in offered())
    page = f"""<!doctype html>
<html lang="{tag_of(name)}" dir="{direction_of(name)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {escape(language.say(APPLICATION))}</title>
<link rel="icon" href="/gestaltung/sign.svg" type="image/svg+xml">
<link rel="stylesheet" href="/gestaltung/documents.css">
<link rel="stylesheet" href="/gestaltung/paper.css">
</head>
<body>
<main>
<div class="only-on-screen">
<h1>{escape(language.say(_TO_PRINT))}</h1>
{paragraph(language, _HOW_TO_PRINT)}
<form method="get"><fieldset><legend>{escape(language.say(_IN_WHICH))}</legend>{boxes}</fieldset>
<button>{escape(language.say(_SHOW))}</button></form>
<p><a href="/links">{escape(language.say(_BACK))}</a></p>
</div>
{body}
</main>
</body>
</html>"""
    return HTMLResponse(page)


def _box(language: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label lang="{tag_of(language)}"><input type="checkbox" name="{LANGUAGE}" '
        f'value="{escape(language)}"{mark}> {escape(name_of(language))}</label>'
    )


_NOTHING = message("Das lässt sich nicht drucken")
_TO_PRINT = message("Zum Ausdrucken")
_HOW_TO_PRINT = message(
    "Drucken Sie diese Seite mit der Druckfunktion Ihres Browsers auf A4; was hier oben steht, "
    "wird nicht mitgedruckt."
)
_IN_WHICH = message("Sprachen")
_SHOW = message("In diesen Sprachen zeigen")
_BACK = message("Zurück zu den Links")
_VOLUNTARY = message("Die Teilnahme ist freiwillig. Sie brauchen kein Konto und keinen Namen.")
_ONCE = message("Dieser Link gilt für eine Antwort. Niemand hält fest, wer ihn bekommen hat.")
