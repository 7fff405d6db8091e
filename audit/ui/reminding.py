"""Reminding people by mail: choose whom, see what they will read, send, see what became of it."""

import streamlit as st

from audit.model.messages import Message, message
from audit.service.delivery import Fate, deliver
from audit.service.reminding import (
    NEVER_IN_THE_DEMO,
    Addressee,
    Round,
    claim,
    rounds_to_remind,
    settle,
)
from audit.ui.frame import Page
from audit.ui.plain import plain

_SAID = "reminding-said"


def show_reminding(page: Page) -> None:
    """Offer to remind the people of each wave that runs."""
    rounds = rounds_to_remind(page.house, page.caller)
    if not any(one.addressees for one in rounds):
        return
    st.header(page.label(message("Per E-Mail erinnern")), anchor=False)
    _show_what_became()
    if page.house.settings.demo:
        page.write(NEVER_IN_THE_DEMO)
    elif page.house.settings.mail is None:
        page.write(_NOT_SET_UP)
    else:
        page.write(_HOW)
    for one in rounds:
        if one.addressees:
            _show(page, one)


def _show(page: Page, one: Round) -> None:
    st.subheader(plain(one.wave.title), anchor=False)
    key, today = f"remind-{one.wave.id}", page.house.today()
    there = [person for person in one.addressees if person.can_be_reminded(today)]
    others = [person for person in one.addressees if person not in there]
    if page.house.settings.mail is not None:
        if there:
            with st.form(key):
                for addressee in there:
                    st.checkbox(
                        page.label(_who(page, addressee)),
                        key=f"{key}-{addressee.person.id}-{today}",
                    )
                st.form_submit_button(
                    page.label(message("E-Mails an die Gewählten senden")),
                    on_click=_send,
                    args=(page, one, there),
                )
        st.markdown("\n".join(f"- {page.label(_who(page, one))}" for one in others))
    with st.expander(page.label(message("Vorschau: was in der E-Mail steht"))):
        for addressee in one.addressees:
            _preview(addressee)


def _who(page: Page, addressee: Addressee) -> Message:
    name, last = addressee.person.name, addressee.last
    if not addressee.has_address:
        return message("{name} (keine E-Mail-Adresse)", name=name)
    if last is None:
        return message("{name}", name=name)
    day = page.day(last.day)
    if last.accepted:
        return message("{name} (zuletzt erinnert am {day})", name=name, day=day)
    return message(
        "{name} (Versand am {day} unterbrochen; ob die E-Mail ankam, ist ungewiss)",
        name=name,
        day=day,
    )


def _preview(addressee: Addressee) -> None:
    written = addressee.written
    st.markdown(f"**{plain(addressee.person.name)}**  \n{plain(written.subject)}")
    st.code(written.body, language=None, wrap_lines=True)


def _send(page: Page, one: Round, there: list[Addressee]) -> None:
    """Remind whoever was chosen. Each letter is written down as soon as it has left."""
    key, today = f"remind-{one.wave.id}", page.house.today()
    wanted = [a.person.id for a in there if st.session_state.get(f"{key}-{a.person.id}-{today}")]
    said: list[Message] = []
    with page.trying():
        claimed = claim(page.house, page.caller, one.wave.id, wanted)
        said += [_left_out(name, why) for name, why in claimed.left_out]
        for done in deliver(claimed.server, claimed.letters):
            settle(page.house, page.caller, claimed, done)
            said.append(_said(done.letter.name, done.fate, done.why))
    if said:
        st.session_state[_SAID] = [page.say(sentence) for sentence in said]
        page.tell(message("Der Versand ist beendet; das Ergebnis steht auf der Seite."))


def _said(name: str, fate: Fate, why: Message | None) -> Message:
    match fate:
        case Fate.ACCEPTED:
            return message("{name}: Der Mailserver hat die E-Mail angenommen.", name=name)
        case Fate.NOT_ACCEPTED:
            return message("{name}: nicht verschickt. {why}", name=name, why=why)
        case Fate.UNCERTAIN:
            return message(
                "{name}: ungewiss. {why} Heute wird nicht noch einmal verschickt.",
                name=name,
                why=why,
            )


def _left_out(name: str, why: Message) -> Message:
    return message("{name}: nicht verschickt. {why}", name=name, why=why)


def _show_what_became() -> None:
    said: list[str] = st.session_state.pop(_SAID, [])
    if said:
        st.markdown("\n".join(f"- {plain(line)}" for line in said))


_HOW = message(
    "Wählen Sie, wer eine E-Mail bekommt. Niemand wird an einem Tag zweimal an dieselbe Runde "
    "erinnert, auch nicht, wenn zwei Personen zugleich senden. Wer erinnert wurde, steht im "
    "Protokoll."
)
_NOT_SET_UP = message(
    "E-Mails sind hier nicht eingerichtet. Den Text unten können Sie selbst verschicken."
)
