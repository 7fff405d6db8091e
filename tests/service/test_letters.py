"""Whatever people, doors and waves are called: a letter says it, and so does the calendar; neither
gets a head, a recipient or an entry of which nobody knows."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from audit.files.deadlines import Deadline, write_deadline
from audit.model.messages import GERMAN
from audit.model.written import cleaned, cleaned_line
from audit.service.delivery import Fate, Letter, deliver
from audit.service.letters import Written, sealed, write_letter
from tests.hostile import LINES, TEXTS
from tests.service.calendars import event_in
from tests.service.post_office import SENDER, post_office
from tests.service.town import MAY_15, NOW

ADDRESS = "https://audit.musterstadt.de"
KARL = "karl@musterstadt.de"
IN_THE_MIDDLE = (
    "x\r\n.\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n\r\nx\r\n.\r\n",
    "x\n.\nQUIT",
    "x\r\n--===============1==--\r\nContent-Type: text/html\r\n\r\n<b>x</b>",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y",
    "x;ATTENDEE:mailto:a@b.example\\nEND:VALARM",
)
"""What would end a letter, a part of it, or an event."""
ALL = (*TEXTS, *LINES, *IN_THE_MIDDLE)


def written(text: str) -> Written:
    """Write to somebody who is called so, about a sheet that is called so, of such a wave."""
    return write_letter(text, replace(NOW, title=text), [(text, text)], ADDRESS, GERMAN)


def letter(text: str) -> EmailMessage:
    deadline = Deadline(replace(NOW, title=text), f"{ADDRESS}/aufgaben", MAY_15)
    return read(sealed(written(text), SENDER, KARL, deadline, GERMAN))


def read(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@pytest.mark.parametrize("text", ALL)
def test_a_letter_says_it_and_has_the_heads_of_any_other(text: str) -> None:
    found, harmless = letter(text), letter("Erhebung 2026")
    assert found.keys() == harmless.keys()
    assert (found["To"], found["From"]) == (KARL, SENDER)
    assert found["Subject"] == f"Erinnerung: {' '.join(text.split())}, offen bis 31. Mai 2026"
    assert [part.get_content_type() for part in found.walk()] == [
        part.get_content_type() for part in harmless.walk()
    ]
    body = found.get_body(("plain",))
    assert body is not None
    assert lines_of(str(body.get_content())) == lines_of(written(text).body)


def test_a_line_break_in_a_subject_is_an_error() -> None:
    for end in ("\n", "\r", "\r\n", "\x85", "\u2028"):
        with pytest.raises(ValueError, match="Header values"):
            sealed(
                Written(f"a{end}Bcc: b@c.example", "", "de"),
                SENDER,
                KARL,
                Deadline(NOW, None, MAY_15),
                GERMAN,
            )


def test_the_mail_server_gets_each_letter_once_and_for_nobody_else() -> None:
    deadline = Deadline(NOW, None, MAY_15)
    letters = [
        Letter("karl", text, KARL, sealed(written(text), SENDER, KARL, deadline, GERMAN))
        for text in ALL
    ]
    with post_office() as office:
        fates = {done.fate for done in deliver(office.as_server(), letters)}
    assert fates == {Fate.ACCEPTED}
    assert [to for to, _ in office.taken] == [KARL] * len(ALL)
    for (_, taken), text in zip(office.taken, ALL, strict=True):
        body = taken.get_body(("plain",))
        assert body is not None
        assert lines_of(str(body.get_content())) == lines_of(written(text).body)


def unfolded(calendar: bytes) -> Iterator[str]:
    """Take a calendar apart into its entries (RFC 5545, 3.1), each with its name alone."""
    for line in calendar.decode().replace("\r\n ", "").split("\r\n"):
        yield line.partition(":")[0].partition(";")[0]


@pytest.mark.parametrize("text", ALL)
def test_a_calendar_says_it_and_has_the_entries_of_any_other(text: str) -> None:
    def day(title: str) -> bytes:
        return write_deadline(
            Deadline(replace(NOW, title=title), f"{ADDRESS}/aufgaben", MAY_15), GERMAN
        )

    assert list(unfolded(day(text))) == list(unfolded(day("Erhebung 2026")))
    said = event_in(day(text))["SUMMARY"]
    for sign in ",;":
        said = said.replace(f"\\{sign}", sign)
    assert said.replace("\\\\", "\\") == f"Letzter Tag: {' '.join(text.split())}"


def test_the_titles_above_are_those_that_people_can_give() -> None:
    """Cleaning takes out none of the signs that are dangerous here."""
    for sign in "=?:;,.\\<>@":
        assert sign in cleaned_line(sign)
    assert cleaned(TEXTS[0]) == TEXTS[0]
