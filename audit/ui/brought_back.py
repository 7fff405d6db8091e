"""A file that came back, on the page: what it would change, cell by cell, and what counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import streamlit as st

from audit.files.handed_back import Misread, Returned, read_handout
from audit.files.workbooks import NotOpened
from audit.model.comparison import Compared, Verdict
from audit.model.messages import Message, message
from audit.model.question_types import QuestionBase
from audit.model.texts import Wording
from audit.model.waves import Entry, Remark
from audit.service.actions import Caller, NotDone
from audit.service.handing_over import (
    Comparison,
    Decided,
    bring_back,
    brought_back,
    compare,
    take_over,
)
from audit.service.house import House
from audit.service.uploads import File
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.remarking import lines_of

FROM_FILE, STORED = "file", "stored"


def receive(house: House, caller: Caller, about: str, file: File) -> str:
    """Take a file that came back; what is no sheet of ours is refused at once."""
    upload = bring_back(house, caller, about, file)
    _read(file.content)
    return upload


def _read(data: bytes) -> Returned:
    try:
        return read_handout(data)
    except NotOpened as refusal:
        raise NotDone(refusal.sentence) from None


def _returned(page: Page, assessment: int, upload: str) -> Returned:
    """Read a file once in a visit: that takes longer than all else on the page."""
    key = f"returned--{upload}"
    if key not in st.session_state:
        st.session_state[key] = _read(brought_back(page.house, page.caller, assessment, upload))
    found: Returned = st.session_state[key]
    return found


@dataclass(frozen=True)
class Preview:
    """What a file would change, to be decided."""

    page: Page
    assessment: int
    upload: str
    returned: Returned
    found: Comparison

    @property
    def wording(self) -> Wording:
        """Says the questionnaire in the language of the page."""
        return Wording(self.found.form.questionnaire, self.page.translator)

    def show(self) -> None:
        """Show what was not understood, what differs, what is new, and the way to take it over."""
        page = self.page
        groups = {verdict: self._with(verdict) for verdict in Verdict}
        differs = [*groups[Verdict.OVERTAKEN], *groups[Verdict.CHANGED]]
        new, not_asked = groups[Verdict.NEW], groups[Verdict.NOT_ASKED]
        page.write(
            message(
                "Neu: {new}. Anders als gespeichert: {differs}. Nicht verstanden: {misread}. "
                "Unverändert: {same}.",
                new=len(new),
                differs=len(differs),
                misread=len(self.found.misread),
                same=len(groups[Verdict.SAME]),
            )
        )
        page.write(message("Noch ist nichts übernommen."))
        self._show_misread()
        self._show_differences(differs)
        self._show_list(message("Neu"), new)
        if not_asked:
            self._show_list(message("Wird nicht übernommen"), not_asked)
            page.write(_NOT_ASKED)
        if new or differs:
            self._offer_to_take_over(differs)
        else:
            page.write(message("Es gibt nichts zu übernehmen."))

    def _with(self, verdict: Verdict) -> list[Compared[Any]]:
        return [one for one in self.found.all if one.verdict is verdict]

    def _show_misread(self) -> None:
        if not self.found.misread:
            return
        self._header(message("Nicht verstanden"))
        st.markdown("\n".join(f"- {self._line(one)}" for one in self.found.misread))
        self.page.write(_MEND)

    def _line(self, misread: Misread) -> str:
        page = self.page
        where = message("Blatt „{sheet}“, Feld {place}:", sheet=misread.sheet, place=misread.place)
        what = f"{page.say(misread.sentence)} {page.say(misread.hint)}"
        return f"**{page.label(where)}** {plain(what)}"

    def _show_differences(self, differs: list[Compared[Any]]) -> None:
        """Show both side by side, and let somebody choose; nothing is chosen beforehand."""
        if not differs:
            return
        page = self.page
        self._header(message("Anders als gespeichert"))
        page.write(message("Bitte entscheiden Sie, was gilt."))
        if len(differs) > 1:
            for choice, label in (
                (FROM_FILE, message("Überall gilt die Datei")),
                (STORED, message("Überall gilt, was gespeichert ist")),
            ):
                keys = [self._key(one) for one in differs]
                st.button(
                    page.label(label),
                    key=f"all--{choice}",
                    on_click=_choose_all,
                    args=(keys, choice),
                )
        for one in differs:
            with st.container(border=True, key=f"differs-{one.key}"):
                if one.verdict is Verdict.OVERTAKEN:
                    page.write(_CHANGED_IN_THE_APP)
                said = {
                    FROM_FILE: message("Aus der Datei: {said}", said=self._said(one, one.given)),
                    STORED: message("Gespeichert: {said}", said=self._said(one, one.stored)),
                }
                st.radio(
                    f"**{plain(self._asked(one))}**",
                    list(said),
                    index=None,
                    format_func={key: page.label(text) for key, text in said.items()}.__getitem__,
                    key=self._key(one),
                )

    def _show_list(self, title: Message, some: list[Compared[Any]]) -> None:
        if some:
            self._header(title)
            lines = [
                f"- **{plain(self._asked(one))}** {plain(self._said(one, one.given))}"
                for one in some
            ]
            st.markdown("\n".join(lines))

    def _offer_to_take_over(self, differs: list[Compared[Any]]) -> None:
        page = self.page
        self._header(message("Übernehmen"))
        chosen = {one.key: st.session_state.get(self._key(one)) for one in differs}
        undecided = sum(choice is None for choice in chosen.values())
        sure = True
        if self.found.misread:
            sure = st.checkbox(
                page.label(message("Alles andere ohne die nicht verstandenen Angaben übernehmen.")),
                key=f"without--{self.upload}",
            )
        if undecided:
            page.write(message("Noch zu entscheiden: {count}", count=undecided))
        st.button(
            page.label(message("Jetzt übernehmen")),
            key=f"take-over--{self.upload}",
            type="primary",
            disabled=bool(undecided) or not sure,
            on_click=_take_over,
            args=(self, {key: choice == FROM_FILE for key, choice in chosen.items()}),
        )

    def _header(self, title: Message) -> None:
        st.header(self.page.label(title), anchor=False)

    def _key(self, one: Compared[Any]) -> str:
        """Name the choice; when somebody saves something else meanwhile, it is a new one."""
        between = crc32(repr((one.stored, one.given)).encode())
        return f"{self.upload}--{one.key}--{between}--{self.page.language}"

    def _asked(self, one: Compared[Any]) -> str:
        question, row = self._question(one.place)
        text = self.wording.of(question, question.text)
        return f"{text} {self.wording.of(question, row)}" if row else text

    def _question(self, place: str) -> tuple[QuestionBase, str]:
        """Find the question of a cell, and what its row asks about."""
        name = place.partition(".")[0]
        questions = self.found.form.questionnaire.questions()
        question = next(one for one in questions if one.id == name)
        rows = getattr(question, "rows", ())
        return question, next((r.label for r in rows if f"{name}.{r.id}" == place), "")

    def _said(self, one: Compared[Any], said: Entry | Remark) -> str:
        return "; ".join(self._parts(one, said)) or self.page.say(_NOTHING)

    def _parts(self, one: Compared[Any], said: Entry | Remark) -> Iterator[str]:
        if isinstance(said, Remark):
            yield from lines_of(self.page, said)
        elif said.value:
            answer = self.wording.value(self._question(one.place)[0], said.value)
            yield f"{answer} ({said.reason})" if said.reason else answer


def preview_of(page: Page, assessment: int, upload: str) -> Preview:
    """Read a file and compare it. Raises `NotDone` when it is gone, or belongs elsewhere."""
    returned = _returned(page, assessment, upload)
    found = compare(page.house, page.caller, assessment, returned)
    return Preview(page, assessment, upload, returned, found)


def _choose_all(keys: list[str], choice: str) -> None:
    for key in keys:
        st.session_state[key] = choice


def _take_over(preview: Preview, from_file: dict[str, bool]) -> None:
    page, found = preview.page, preview.found
    decided = Decided(from_file, found.form.assessment.revision, bool(found.misread))
    with page.trying():
        taken = take_over(
            page.house, page.caller, preview.assessment, preview.upload, preview.returned, decided
        )
        page.tell(message("Übernommen: {count} Angaben.", count=taken.count))
        st.session_state[TAKEN] = (preview.upload, taken.count, len(taken.not_asked))


TAKEN = "taken-over"
"""Under this key the visit knows which file was taken over last, how much of it, how much not."""

_NOTHING = message("keine Angabe")
_MEND = message(
    "Berichtigen Sie das in der Datei und laden Sie sie noch einmal hoch, oder übernehmen Sie "
    "unten alles andere."
)
_NOT_ASKED = message(
    "Diese Fragen werden nach den anderen Antworten nicht gestellt; deshalb zählen diese Antworten "
    "nicht."
)
_CHANGED_IN_THE_APP = message("Das wurde inzwischen auch hier in der Anwendung geändert.")
