"""What is stored about oneself: see it, take it along, correct it, have it deleted."""

from collections.abc import Callable

import streamlit as st

from audit.model.messages import Message, message
from audit.model.organisation import ROLES, Office
from audit.service.own_data import (
    KINDS,
    AboutMe,
    about_me,
    correct_my_name,
    delete_my_account,
    take_my_name_off,
)
from audit.service.people import MOST_SIGNS_OF_A_PERSON
from audit.ui.downloads import OWN_DATA, offer
from audit.ui.frame import Page, Screen


def show(page: Page) -> None:
    """Show all of it, and what can be done about it."""
    mine = about_me(page.house, page.caller)
    _show_what_is_stored(page, mine)
    _show_name(page, mine)
    _show_deleting(page, mine)


def _show_what_is_stored(page: Page, mine: AboutMe) -> None:
    st.header(page.label(message("Was über Sie gespeichert ist")), anchor=False)
    offices = [_office(page, mine, one) for one in dict.fromkeys(mine.person.offices)]
    lines = [
        message("Name: {name}", name=mine.person.name),
        message("Kennung: {id}", id=mine.person.id),
        message("Ämter: {offices}", offices=", ".join(offices) or page.say(_NO_OFFICE)),
    ]
    if mine.mail is not None:
        lines.append(message("E-Mail-Adresse für Erinnerungen: {mail}", mail=mine.mail))
    lines += [
        message("{what}: {count}", what=KINDS[table], count=count)
        for table, count in mine.counts.items()
        if table not in {"people", "offices"}
    ]
    st.markdown("\n".join(f"- {page.label(line)}" for line in lines))
    page.write(_NOT_HERE)
    offer(page, OWN_DATA, message("Alles als Datei herunterladen (JSON)"))


def _office(page: Page, mine: AboutMe, office: Office) -> str:
    role = page.say(ROLES[office.role])
    return role if office.unit is None else f"{role} ({mine.units[office.unit].name})"


def _show_name(page: Page, mine: AboutMe) -> None:
    st.header(page.label(message("Namen berichtigen")), anchor=False)
    key = f"my-name--{mine.person.name}"
    st.text_input(
        page.label(message("Ihr Name")),
        value=mine.person.name,
        max_chars=MOST_SIGNS_OF_A_PERSON,
        key=key,
    )
    st.button(
        page.label(message("Namen speichern")),
        key="my-name-save",
        on_click=_save_name,
        args=(page, key),
    )


def _save_name(page: Page, key: str) -> None:
    with page.trying():
        kept = correct_my_name(page.house, page.caller, st.session_state[key])
        page.tell(message("Ihr Name ist gespeichert: {name}.", name=kept))


def _show_deleting(page: Page, mine: AboutMe) -> None:
    st.header(page.label(message("Löschen")), anchor=False)
    st.subheader(page.label(message("Ihr Name an Antworten und Anmerkungen")), anchor=False)
    page.write(_BELONG_TO_THE_OFFICE)
    if mine.named:
        sure = message("Mir ist bewusst, dass sich das nicht zurücknehmen lässt.")
        label = message("Meinen Namen von {count} Angaben lösen", count=mine.named)
        _offer(page, sure, label, _take_off)
    else:
        page.write(message("Zurzeit steht Ihr Name an keiner Angabe."))
    st.subheader(page.label(message("Ihr Konto")), anchor=False)
    if mine.may_leave:
        sure = message("Ich möchte mein Konto endgültig löschen.")
        _offer(page, sure, message("Mein Konto löschen"), _leave)
    else:
        page.write(_NEEDED_FOR_THE_OFFICE)
    st.subheader(page.label(message("Was nicht gelöscht werden kann")), anchor=False)
    page.write(_LOG_STAYS)
    page.write(_REPLIES_ARE_NOBODYS)


def _offer(page: Page, sure: Message, label: Message, do: Callable[[Page], None]) -> None:
    """Ask twice before something that cannot be undone."""
    name = do.__name__
    checked = st.checkbox(page.label(sure), key=f"sure-{name}")
    st.button(page.label(label), key=f"do-{name}", disabled=not checked, on_click=do, args=(page,))


def _take_off(page: Page) -> None:
    with page.trying():
        count = take_my_name_off(page.house, page.caller)
        page.tell(message("Ihr Name ist von {count} Angaben gelöst.", count=count))


def _leave(page: Page) -> None:
    with page.trying():
        delete_my_account(page.house, page.caller)


_NO_OFFICE = message("keine")
_NOT_HERE = message(
    "Mehr ist über Sie nicht gespeichert. In der Datei fehlt nur, womit man sich als Sie anmelden "
    "könnte: die Prüfwerte Ihres Passworts und Ihrer Anmeldungen und, wenn Sie einen haben, der "
    "Schlüssel Ihres zweiten Faktors."
)
_BELONG_TO_THE_OFFICE = message(
    "Was Sie für Ihre Dienststelle geantwortet haben, gehört der Verwaltung und bleibt. Ihr Name "
    "muss daran nicht stehen: An seine Stelle tritt ein zufälliges Pseudonym. Wer nur das Programm "
    "hat, kann es nicht auf Sie zurückführen; wer weiß, wer damals das Amt hatte, kann es sich "
    "denken."
)
_NEEDED_FOR_THE_OFFICE = message(
    "Solange Sie ein Amt haben, braucht die Verwaltung Ihr Konto. Bitten Sie die Systemverwaltung, "
    "das Amt auszutragen. Danach können Sie es hier löschen; sonst wird es nach einer Frist "
    "von selbst gelöscht."
)
_LOG_STAYS = message(
    "Zeilen im Änderungsprotokoll bleiben, bis ihre Frist abgelaufen ist: zwölf Monate, wenn Ihre "
    "Verwaltung nichts anderes festgelegt hat. Sie nennen Ihre Kennung, und Ihren Namen nur, wenn "
    "die Systemverwaltung ihn geändert hat. Würde eine Zeile früher geändert, ließe sich nicht "
    "mehr nachweisen, dass niemand sonst etwas geändert hat."
)
_REPLIES_ARE_NOBODYS = message(
    "Was Sie ohne Anmeldung über einen Link geantwortet haben, gehört zu keinem Namen. Niemand "
    "kann es finden, auch Sie selbst nicht; deshalb lässt es sich auch nicht löschen."
)

SCREEN = Screen(
    "meine-daten",
    message("Meine Daten"),
    frozenset(),
    show,
    for_everybody=True,
    says=message("Was über Sie gespeichert ist: ansehen, mitnehmen, berichtigen, löschen."),
)
