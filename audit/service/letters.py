"""Letters to people: what stands in them, and how they go over the line."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from babel.dates import format_date

from audit.files.deadlines import Deadline, write_deadline
from audit.model.messages import Translator, message
from audit.model.waves import Wave

TASKS, OWN_ACCOUNT = "/aufgaben", "/konto"


@dataclass(frozen=True)
class Written:
    """What somebody reads."""

    subject: str
    body: str
    language: str


def write_letter(
    name: str, wave: Wave, sheets: list[tuple[str, str]], address: str, translator: Translator
) -> Written:
    """Write to somebody about their open sheets, each with its title and what it is about."""
    title = " ".join(wave.title.split())
    day = format_date(wave.closes, format="long", locale=translator.language)
    subject = message("Erinnerung: {title}, offen bis {day}", title=title, day=day)
    greeting = message("Guten Tag {name},", name=name)
    what = message(
        "in der Erhebungsrunde „{title}“ warten noch Bögen, um die Sie sich kümmern. Der letzte "
        "Tag ist der {day}.",
        title=title,
        day=day,
    )
    where = message("Ihre Aufgaben: {address}", address=address + TASKS)
    leaving = message(
        "Diese E-Mail hat die Projektgruppe verschickt. Ihre Adresse ändern oder löschen Sie hier: "
        "{address}",
        address=address + OWN_ACCOUNT,
    )
    listed = "\n".join(f"- {sheet}, {about}" for sheet, about in sheets)
    say = translator.say
    said = [say(greeting), say(what), listed, say(where), say(leaving)]
    return Written(say(subject), "\n\n".join(said) + "\n", translator.language)


def sealed(
    written: Written, sender: str, to: str, deadline: Deadline, translator: Translator
) -> bytes:
    """Put a letter into the form in which it travels, with the last day for the calendar."""
    letter = _enveloped(written, sender, to, deadline.written)
    letter.add_attachment(
        write_deadline(deadline, translator).decode(),
        subtype="calendar",
        params={"method": "PUBLISH"},
        filename=calendar_name(deadline.wave),
    )
    letter["Content-Language"] = written.language
    return letter.as_bytes()


def sealed_alone(written: Written, sender: str, to: str, at: datetime) -> bytes:
    """Put a letter into the form in which it travels, with nothing attached."""
    letter = _enveloped(written, sender, to, at)
    letter["Content-Language"] = written.language
    return letter.as_bytes()


def _enveloped(written: Written, sender: str, to: str, at: datetime) -> EmailMessage:
    """Say who writes to whom. A line break in the subject raises ValueError: nobody adds a header
    of their own."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(addr_spec=sender)
    letter["To"] = Address(addr_spec=to)
    letter.set_raw("Subject", _encoded(written.subject))
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that no absence note answers
    letter.set_content(written.body)
    return letter


def _encoded(subject: str) -> str:
    """Write a subject as encoded words (RFC 2047), all of it.

    A subject that is set as it is, Python reads first: of `=?utf-8?q?x=0D=0ABcc:_a@b.de?=` in the
    title of a wave it would make a second header.
    """
    if len(subject.splitlines()) > 1:
        raise ValueError("Header values hold no line breaks.")
    return Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")


def calendar_name(wave: Wave) -> str:
    """Name the file with the last day of a wave."""
    return f"letzter-tag-{wave.closes.isoformat()}.ics"
