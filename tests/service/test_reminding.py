"""People are reminded once a day, in their language, and by nobody's trick of anything else."""

import json
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from audit.files.deadlines import Deadline, write_deadline
from audit.model.accounts import mail_address
from audit.model.messages import GERMAN
from audit.model.retention import periods_of
from audit.service.actions import Caller, Denied, NotDone
from audit.service.addresses import change_address
from audit.service.delivery import Delivered, Fate, Letter, deliver
from audit.service.house import House
from audit.service.mail_server import MailServer, Security
from audit.service.own_account import change_mail
from audit.service.own_data import about_me, all_about_me, delete_my_account
from audit.service.reminding import Claimed, claim, own_deadline, rounds_to_remind, settle
from audit.service.retention import forget
from tests.service.accounts import caller, give_account, inside
from tests.service.calendars import event_in
from tests.service.post_office import SENDER, Office, post_office
from tests.service.town import (
    ARNO,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    MAY_15,
    NOW,
    PAULA,
    STELLA,
    Town,
    in_threads,
)  # fmt: skip

SERVER = MailServer("127.0.0.1", 1, Security.NONE, SENDER)
ADDRESS = "https://audit.musterstadt.de"


def house(town: Town, server: MailServer = SERVER) -> House:
    """Take the town for a real one, which has a mail server."""
    settings = replace(town.house.settings, demo=False, mail=server, address=ADDRESS)
    return replace(town.house, settings=settings)


def with_addresses(town: Town) -> None:
    for person, language in ((KARL, "de"), (HEIDI, "en"), (DORA, "de")):
        give_account(town, person, mail=f"{person.id}@musterstadt.de", mail_language=language)


def text_of(letter: Letter) -> EmailMessage:
    found = message_from_bytes(letter.content, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def body_of(letter: Letter) -> str:
    body = text_of(letter).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def settled(town: Town, claimed: Claimed, fate: Fate) -> None:
    for letter in claimed.letters:
        settle(town.house, town.caller(PAULA), claimed, Delivered(letter, fate))


def remind(town: Town, *people: str, by: Caller | None = None) -> Claimed:
    return claim(house(town), by or town.caller(PAULA), "now", people)


def test_a_letter_names_the_sheets_the_last_day_and_the_way_there(town: Town) -> None:
    with_addresses(town)
    (letter,) = remind(town, "karl").letters
    read = text_of(letter)
    assert (read["To"], read["From"]) == ("karl@musterstadt.de", SENDER)
    assert read["Subject"] == "Erinnerung: Erhebung 2026, offen bis 31. Mai 2026"
    said = body_of(letter)
    assert said.startswith("Guten Tag Karl Kamm,\n")
    assert "- Offenheit, Bürgerservice\n- Zugang, Schalter\n" in said
    assert f"{ADDRESS}/aufgaben" in said
    assert f"{ADDRESS}/konto" in said
    assert read["Auto-Submitted"] == "auto-generated"


def test_everybody_is_written_to_in_their_own_language(town: Town) -> None:
    with_addresses(town)
    (letter,) = remind(town, "heidi").letters
    read = text_of(letter)
    assert "May 31, 2026" in read["Subject"]
    assert read["Content-Language"] == "en"
    assert not read["Subject"].startswith("Erinnerung")


def test_what_is_previewed_is_what_is_sent(town: Town) -> None:
    with_addresses(town)
    (shown,) = rounds_to_remind(house(town), town.caller(PAULA))
    seen = {one.person.id: one.written for one in shown.addressees}
    for letter in remind(town, "karl", "heidi").letters:
        assert body_of(letter) == seen[letter.person].body
        assert text_of(letter)["Subject"] == seen[letter.person].subject


def test_the_last_day_goes_along_for_the_calendar(town: Town) -> None:
    with_addresses(town)
    (letter,) = remind(town, "karl").letters
    (attached,) = text_of(letter).iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "letzter-tag-2026-05-31.ics"
    event = event_in(attached.get_content())
    assert (event["DTSTART"], event["DTEND"]) == ("20260531", "20260601")
    assert event["SUMMARY"] == "Letzter Tag: Erhebung 2026"


def test_a_wave_that_is_extended_moves_its_day_in_the_calendar() -> None:
    longer = replace(NOW, closes=date(2026, 6, 30))
    before, after = (
        event_in(write_deadline(Deadline(wave, None, MAY_15), GERMAN)) for wave in (NOW, longer)
    )
    assert before["UID"] == after["UID"]
    assert int(before["SEQUENCE"]) < int(after["SEQUENCE"])


def test_nobody_is_reminded_twice_a_day_of_the_same(town: Town) -> None:
    with_addresses(town)
    settled(town, remind(town, "karl"), Fate.ACCEPTED)
    again = remind(town, "karl", "dora")
    assert [letter.person for letter in again.letters] == ["dora"]
    assert [name for name, _ in again.left_out] == ["Karl Kamm"]
    town.clock.go_on(days=1)
    town.sign_in_anew()
    assert [letter.person for letter in remind(town, "karl").letters] == ["karl"]


def test_of_two_who_send_at_the_same_time_one_does(town: Town) -> None:
    with_addresses(town)
    town.change("INSERT INTO offices (person, role) VALUES ('stella', 'project')")
    callers = [town.caller(PAULA), town.caller(STELLA)]
    both = in_threads(
        *(lambda one=one: remind(town, "karl", "heidi", "dora", by=one) for one in callers)
    )
    sent = [letter.person for claimed in both for letter in claimed.letters]
    assert sorted(sent) == ["dora", "heidi", "karl"]


def test_what_never_left_can_be_sent_again_and_counts_nowhere(town: Town) -> None:
    with_addresses(town)
    settled(town, remind(town, "karl"), Fate.NOT_ACCEPTED)
    assert town.rows("SELECT COUNT(*) FROM reminders") == [(0,)]
    assert town.rows("SELECT COUNT(*) FROM log WHERE action = 'reminding.settle'") == [(0,)]
    assert [letter.person for letter in remind(town, "karl").letters] == ["karl"]


def test_what_may_have_arrived_is_not_sent_again_and_is_not_called_sent(town: Town) -> None:
    with_addresses(town)
    settled(town, remind(town, "karl"), Fate.UNCERTAIN)
    assert remind(town, "karl").letters == ()
    (shown,) = rounds_to_remind(house(town), town.caller(PAULA))
    (last,) = [one.last for one in shown.addressees if one.person == KARL]
    assert last is not None
    assert not last.accepted


def test_the_log_says_who_reminded_whom_of_what(town: Town) -> None:
    with_addresses(town)
    settled(town, remind(town, "karl"), Fate.ACCEPTED)
    (line,) = town.rows("SELECT person, about, new FROM log WHERE action = 'reminding.settle'")
    assert line[:2] == ("paula", "person karl")
    assert json.loads(line[2]) == {"wave": "Erhebung 2026"}


def test_who_has_no_address_and_who_has_nothing_to_do_get_nothing(town: Town) -> None:
    with_addresses(town)
    town.change("UPDATE assessments SET state = 'submitted' WHERE unit = 'counter'")
    claimed = remind(town, "karl", "bernd", "arno", "nobody")
    assert claimed.letters == ()
    assert [name for name, _ in claimed.left_out] == ["Bernd Bau"]


def test_nothing_is_ever_sent_in_the_demo(town: Town) -> None:
    with_addresses(town)
    demo = replace(town.house, settings=replace(house(town).settings, demo=True))
    with pytest.raises(NotDone, match="erfundenen Stadt"):
        claim(demo, town.caller(PAULA), "now", ["karl"])
    assert town.rows("SELECT COUNT(*) FROM reminders") == [(0,)]


def test_without_a_mail_server_nothing_is_taken_on(town_in_a_file: Town) -> None:
    town = town_in_a_file
    with_addresses(town)
    bare = replace(town.house, settings=replace(house(town).settings, mail=None))
    with pytest.raises(NotDone, match="nicht eingerichtet"):
        claim(bare, town.caller(PAULA), "now", ["karl"])


def test_from_the_choice_to_the_letter_box_of_whoever_was_not_refused(town: Town) -> None:
    with_addresses(town)
    with post_office(Office(unknown=frozenset({"dora@musterstadt.de"}))) as office:
        real, paula = house(town, office.as_server()), town.caller(PAULA)
        claimed = claim(real, paula, "now", ["karl", "dora", "heidi"])
        for done in deliver(claimed.server, claimed.letters):
            settle(real, paula, claimed, done)
    assert sorted(to for to, _ in office.taken) == ["heidi@musterstadt.de", "karl@musterstadt.de"]
    rows = town.rows("SELECT person, accepted FROM reminders ORDER BY person")
    assert [(person, bool(accepted)) for person, accepted in rows] == [
        ("heidi", True),
        ("karl", True),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "karl@musterstadt.de\nBcc: all@example.org",
        "karl@musterstadt.de\r\nX: y",
        "karl@musterstadt.de, all@example.org",
        "Karl <karl@musterstadt.de>",
        "karl musterstadt.de",
        "karl@musterstadt",
        "kärl@musterstadt.de",
        "karl@musterstadt.de>",
        "=?utf-8?q?x=0D=0ABcc=3Aall?=@musterstadt.de",
        '"a b"@musterstadt.de',
        f"{'k' * 65}@musterstadt.de",
        "@musterstadt.de",
    ],
)
def test_what_is_no_single_plain_address_is_refused(town_in_a_file: Town, typed: str) -> None:
    town = town_in_a_file
    give_account(town, KARL)
    assert mail_address(typed) is None
    with pytest.raises(NotDone, match="An diese Adresse lässt sich nichts schicken"):
        change_address(town.house, town.caller(ARNO), "karl", typed, "de")
    assert town.rows("SELECT mail FROM accounts") == [(None,)]


def test_no_title_and_no_name_adds_a_header(town_in_a_file: Town) -> None:
    town = town_in_a_file
    with_addresses(town)
    town.change("UPDATE waves SET title = 'Runde\r\nBcc: all@example.org' WHERE id = 'now'")
    town.change("UPDATE people SET name = 'Karl\r\n\r\nBcc: all@example.org' WHERE id = 'karl'")
    (letter,) = remind(town, "karl").letters
    read = text_of(letter)
    assert read["Bcc"] is None
    assert read["Subject"].startswith("Erinnerung: Runde Bcc: all@example.org, offen bis")


def test_an_address_is_ones_own_to_give_and_to_take_away(town: Town) -> None:
    give_account(town, KARL)
    token = inside(town, KARL)
    change_mail(house(town), token, " karl@musterstadt.de ", "en")
    assert about_me(town.house, caller(town, token)).mail == "karl@musterstadt.de"
    assert "karl@musterstadt.de" in json.dumps(all_about_me(town.house, caller(town, token)))
    change_mail(house(town), token, "", "en")
    assert town.rows("SELECT mail, mail_language FROM accounts") == [(None, None)]
    said = town.rows("SELECT about, old, new FROM log WHERE action = 'own_account.change_mail'")
    assert said == [("person karl", "", "")] * 2, "the log would keep the address for a year"


def test_address_and_reminders_go_with_the_person(town: Town) -> None:
    with_addresses(town)
    settled(town, remind(town, "karl"), Fate.ACCEPTED)
    town.change("DELETE FROM offices WHERE person = 'karl'")
    delete_my_account(town.house, town.caller(KARL))
    assert town.rows("SELECT COUNT(*) FROM reminders") == [(0,)]
    assert town.rows("SELECT COUNT(*) FROM accounts WHERE mail LIKE 'karl%'") == [(0,)]


def test_reminders_are_forgotten_after_their_time(town_in_a_file: Town) -> None:
    town = town_in_a_file
    with_addresses(town)
    settled(town, remind(town, "karl"), Fate.ACCEPTED)
    town.clock.go_on(days=90)
    assert not _forgotten(town)
    town.clock.go_on(days=1)
    assert _forgotten(town)


def _forgotten(town: Town) -> bool:
    done = forget(town.house, periods_of(""), dry_run=False)
    return any(one.count for one in done if one.period.name == "reminders")


def test_everybody_gets_the_last_day_of_their_own_waves_only(town: Town) -> None:
    deadline = own_deadline(house(town), town.caller(KARL), "now")
    assert (deadline.wave.closes, deadline.address) == (NOW.closes, f"{ADDRESS}/aufgaben")
    for wave in ("then", "next", "gone"):
        with pytest.raises(Denied):
            own_deadline(house(town), town.caller(KARL), wave)
    town.change(f"DELETE FROM assessments WHERE unit = '{COUNTER}'")
    with pytest.raises(Denied):
        own_deadline(house(town), town.caller(KARL), "now")
    with pytest.raises(Denied):
        own_deadline(house(town), town.caller(STELLA), "now")
