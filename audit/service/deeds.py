"""The log in words: one sentence for each action, and one word for what it is about.

A new action that writes something down gets its sentence here.
"""

import json
from collections.abc import Mapping

from audit.model.messages import Message, message
from audit.model.waves import ASSESSMENT_STATES

DEEDS: Mapping[str, Message] = {
    "access_points.change": message("{who} hat einen Zugang geändert."),
    "access_points.register": message("{who} hat einen Zugang eingetragen."),
    "approving.approve": message("{who} hat einen Bogen freigegeben."),
    "approving.give_back": message("{who} hat einen Bogen zurückgegeben."),
    "evidence.add_file": message("{who} hat eine Datei als Nachweis hinzugefügt."),
    "evidence.add_link": message("{who} hat einen Link als Nachweis hinzugefügt."),
    "evidence.remove": message("{who} hat einen Nachweis entfernt."),
    "commenting.say": message("{who} hat eine Frage kommentiert."),
    "commenting.settle": message("{who} hat Kommentare zu einer Frage erledigt oder neu geöffnet."),
    "commenting.withdraw": message("{who} hat einen eigenen Kommentar zurückgezogen."),
    "delegating.colleagues": message(
        "{who} hat die Liste der Personen gelesen, um Themenfelder zu übertragen."
    ),
    "delegating.give": message("{who} hat jemandem ein Themenfeld eines Bogens übertragen."),
    "delegating.hand_back": message("{who} hat ein übertragenes Themenfeld zurückgegeben."),
    "delegating.take_back": message("{who} hat ein übertragenes Themenfeld zurückgenommen."),
    "new_versions.move": message("{who} hat einen Bogen auf eine neue Fassung umgestellt."),
    "new_versions.offer": message("{who} hat in einer Erhebungsrunde eine neue Fassung angeboten."),
    "filling_in.submit": message("{who} hat einen Bogen eingereicht."),
    "handing_over.hand_out": message("{who} hat einen Bogen als Datei mitgenommen."),
    "handing_over.take_over": message("{who} hat Antworten aus einer Datei übernommen."),
    "keeping.restore": message("Wer den Server betreibt, hat eine Sicherung wiederhergestellt."),
    "links.make_batch": message("{who} hat Zettel für je eine Antwort angelegt."),
    "links.make_link": message("{who} hat einen Link zum Teilnehmen angelegt."),
    "links.withdraw": message("{who} hat einen Link zum Teilnehmen zurückgezogen."),
    "links.withdraw_batch": message("{who} hat einen Satz Zettel zurückgezogen."),
    "logbook.export_log": message("{who} hat das Protokoll als Datei gespeichert."),
    "logbook.read_log": message("{who} hat das Protokoll gelesen."),
    "own_account.change_mail": message(
        "{who} hat die eigene E-Mail-Adresse für Erinnerungen geändert."
    ),
    "own_account.change_password": message("{who} hat das eigene Passwort geändert."),
    "own_account.confirm_second_factor": message(
        "{who} hat für die eigene Anmeldung einen zweiten Nachweis eingerichtet."
    ),
    "own_account.give_up_second_factor": message(
        "{who} hat für die eigene Anmeldung den zweiten Nachweis aufgegeben."
    ),
    "own_data.correct_my_name": message("{who} hat den eigenen Namen berichtigt."),
    "own_data.delete_my_account": message("{who} hat das eigene Konto gelöscht."),
    "own_data.take_my_name_off": message("{who} hat den eigenen Namen von Antworten genommen."),
    "people.add_deputy": message("{who} hat eine Vertretung eingetragen."),
    "people.add_person": message("{who} hat eine Person eingetragen."),
    "addresses.change_address": message(
        "{who} hat die E-Mail-Adresse einer Person für Erinnerungen geändert."
    ),
    "people.change_offices": message("{who} hat die Aufgaben einer Person geändert."),
    "people.change_person": message("{who} hat Name oder Anmeldename einer Person geändert."),
    "people.deactivate": message("{who} hat einer Person den Zugang genommen."),
    "people.end_deputy": message("{who} hat eine Vertretung beendet."),
    "people.end_stays": message("{who} hat eine Person überall abgemeldet."),
    "people.everybody": message("{who} hat die Liste der Personen gelesen."),
    "people.hand_out_code": message("{who} hat einer Person einen Einmalcode gegeben."),
    "people.reactivate": message("{who} hat einer Person den Zugang wiedergegeben."),
    "people.remove_second_factor": message(
        "{who} hat einer Person den zweiten Nachweis der Anmeldung abgenommen."
    ),
    "arriving.arrive": message("Der Anmeldedienst hat eine Person eingetragen oder geändert."),
    "reminding.settle": message("{who} hat eine Person per E-Mail an offene Bögen erinnert."),
    "people_lists.take_over": message("{who} hat Personen aus einer Datei aufgenommen."),
    "first_admin.make_admin": message(
        "Wer den Server betreibt, hat eine Person für die Systemverwaltung eingetragen."
    ),
    "retention.forget": message("Gelöscht wurde, was nicht mehr aufbewahrt werden darf."),
    "wave_course.close_early": message("{who} hat eine Erhebungsrunde vorzeitig geschlossen."),
    "wave_course.extend": message("{who} hat eine Erhebungsrunde verlängert."),
    "wave_course.open_wave": message("{who} hat eine Erhebungsrunde eröffnet."),
    "wave_course.reopen": message("{who} hat eine Erhebungsrunde wieder geöffnet."),
    "wave_plans.save_plan": message("{who} hat den Plan einer Erhebungsrunde gespeichert."),
    "wave_plans.throw_away": message("{who} hat den Plan einer Erhebungsrunde verworfen."),
    "unit_lists.take_over": message("{who} hat Dienststellen aus einer Datei übernommen."),
    "units.add_unit": message("{who} hat eine Dienststelle hinzugefügt."),
    "units.change_unit": message("{who} hat die Angaben zu einer Dienststelle geändert."),
    "units.close_unit": message("{who} hat eine Dienststelle geschlossen."),
    "units.merge_unit": message("{who} hat eine Dienststelle in einer anderen aufgehen lassen."),
    "units.move_unit": message("{who} hat eine Dienststelle verschoben."),
    "units.reopen_unit": message("{who} hat eine Dienststelle wieder geöffnet."),
    "sides.agree": message("{who} hat festgehalten, worauf man sich geeinigt hat."),
    "sides.ask_for": message("{who} hat um eine weitere Sichtweise gebeten."),
    "sides.hand_in": message("{who} hat eine Sichtweise eingereicht."),
    "sides.withdraw": message("{who} hat die Bitte um eine Sichtweise zurückgenommen."),
    "signing_in.redeem_code": message("{who} hat einen Einmalcode eingelöst."),
}

KEPT_ELSEWHERE = frozenset(
    {
        "earlier.take_earlier",
        "filling_in.save_entry",
        "filling_in.save_remark",
        "handing_over.bring_back",
        "reminding.claim",
        "people_lists.bring_in",
        "taking_part.keep",
        "taking_part.send",
        "unit_lists.bring_in",
    }
)
"""Write no line: answers and remarks have a history of their own, a file that came back counts only
when it is taken over, a letter only when it has left, guests leave no trace."""

ABOUT: Mapping[str, Message] = {
    "assessment": message("Bogen {number}"),
    "seal of assessment": message("Siegel von Bogen {number}"),
    "evidence of assessment": message("Nachweis zu Bogen {number}"),
    "access point": message("Zugang {number}"),
    "person": message("Person {number}"),
    "question": message("Frage {number}"),
    "backup": message("Sicherung vom {number}"),
    "wave": message("Erhebungsrunde {number}"),
    "plan": message("Plan {number}"),
    "links of wave": message("Links der Erhebungsrunde {number}"),
    "unit": message("Bereich {number}"),
    "link": message("Link {number}"),
}

WORDS: Mapping[str, Message] = {
    **{state.value: said for state, said in ASSESSMENT_STATES.items()},
    "active": message("zugelassen"),
    "inactive": message("nicht zugelassen"),
    "code": message("Einmalcode"),
    "second factor": message("zweiter Nachweis"),
    "file": message("Datei"),
    "link": message("Link"),
    "pseudonym": message("Deckname"),
    "deleted": message("gelöscht"),
    "done": message("fertig"),
    "reopened": message("wieder offen"),
    "withdrawn": message("zurückgezogen"),
    "undone": message("nicht fertig"),
}

KEYS: Mapping[str, Message] = {
    "name": message("Name"),
    "note": message("Hinweis"),
    "closed": message("geschlossen"),
    "kind": message("Art"),
    "parent": message("gehört zu"),
    "staff": message("Beschäftigte"),
    "merged into": message("aufgegangen in"),
    "wave": message("Erhebungsrunde"),
    "questionnaire": message("Fragebogen"),
    "version": message("Fassung"),
    "until": message("bis"),
    "why": message("Grund"),
    "uncertain": message("ungewiss, ob angekommen"),
}
"""What can stand in a changed thing that was written down part by part."""


def deed(action: str, who: str | Message) -> Message:
    """Say what somebody did; of an action that there is no longer, its name is said."""
    return Message(DEEDS.get(action, _ANOTHER).text, {"who": who, "action": action})


def about(text: str) -> Message:
    """Say what it was about, e.g. "assessment 7"."""
    for kind, said in ABOUT.items():
        if text.startswith(f"{kind} "):
            return Message(said.text, {"number": text.removeprefix(f"{kind} ")})
    return _literally(text)


def value(text: str) -> Message:
    """Say what stood there before or after."""
    if text in WORDS:
        return WORDS[text]
    try:
        parts = json.loads(text)
    except ValueError:
        parts = None
    if not isinstance(parts, dict) or not parts.keys() <= KEYS.keys():
        return about(text)
    return _listed([(KEYS[key], part) for key, part in parts.items()])


def _listed(parts: list[tuple[Message, object]]) -> Message:
    (key, part), *more = parts
    first = message("{key}: {part}", key=key, part=_part(part))
    return first if not more else message("{first}; {rest}", first=first, rest=_listed(more))


def _part(part: object) -> object:
    if isinstance(part, bool):
        return _YES if part else _NO
    return part if part != "" else _NOTHING


def _literally(text: str) -> Message:
    return message("{text}", text=text)


_ANOTHER = message("{who}: {action}")
_YES, _NO, _NOTHING = message("ja"), message("nein"), message("–")
