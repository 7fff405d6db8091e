"""What a newer version of a questionnaire changes, question by question, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from audit.assessment.versions import Difference, Fate, Kind, Pair, Part
from audit.model.messages import Message, message
from audit.model.question_types import Option, QuestionBase, Row
from audit.model.questionnaire import Questionnaire
from audit.model.texts import Wording
from audit.model.waves import Entry
from audit.service.forms import Form
from audit.service.new_versions import versions_of
from audit.ui.assessments import query_of
from audit.ui.frame import Page
from audit.ui.plain import plain
from audit.ui.reading import said_in

ADDRESS = "neue-fassung"


def show_way_to_versions(page: Page, form: Form) -> None:
    """Say that there is a newer version, or that the sheet was moved to one, and lead there;
    nothing for whoever was given only some areas, and about the view of a single person."""
    if form.given is not None or form.side is not None:
        return
    found = versions_of(page.house, page.caller, form.assessment.id)
    if found.ahead is not None:
        with st.container(border=True, key="newer-version"):
            st.markdown(f"**{page.label(THERE_IS)}**")
            if form.may_submit:
                page.write(_NOTHING_YET)
                page.lead(ADDRESS, SEE, **query_of(form))
            else:
                page.write(message("Umstellen kann Ihre Leitung. Sagen Sie ihr Bescheid."))
    elif found.moved:
        page.link(ADDRESS, message("Was die neue Fassung geändert hat"), **query_of(form))


@dataclass(frozen=True)
class Beside:
    """Two versions of a questionnaire on a page."""

    page: Page
    earlier: Questionnaire
    later: Questionnaire

    def show(self, found: Sequence[Difference], beneath: "Beneath | None" = None) -> None:
        """Show what is new, what is changed, and what is gone."""
        for title, kinds in _SECTIONS:
            these = [one for one in found if one.kind in kinds]
            if these:
                counted = message("{title}: {count}", title=title, count=len(these))
                st.subheader(self.page.label(counted), anchor=False)
            for one in these:
                with st.container(border=True, key=f"difference-{self.later.version}-{one.id}"):
                    st.markdown("  \n".join(self._lines(one)))
                    if beneath is not None:
                        beneath.show(one)

    def wording(self, question: QuestionBase, later: bool) -> str:
        """Say a question as one of the versions asks it."""
        of = Wording(self.later if later else self.earlier, self.page.translator)
        return of.of(question, question.text)

    def answer(self, difference: Difference, entries: Mapping[str, Entry]) -> str:
        """Say what was answered in the earlier version; empty for nothing."""
        if difference.before is None:
            return ""
        wording = Wording(self.earlier, self.page.translator)
        return "; ".join(said_in(wording, difference.before, entries, {}))

    def _lines(self, one: Difference) -> list[str]:
        """Say in Markdown how a question reads, and what is different."""
        page, before, after = self.page, one.before, one.after
        then = "" if before is None else self.wording(before, later=False)
        now = "" if after is None else self.wording(after, later=True)
        lines = [f"**{plain(now or then)}**"]
        if then and now and then != now:
            lines.append(page.label(message("Bisher hieß die Frage: {text}", text=then)))
        if before is not None and after is not None and type(before) is not type(after):
            lines.append(page.label(message("Geantwortet wird auf andere Art als bisher.")))
        lines += [page.label(self._said(one, pair)) for pair in one.pairs]
        if one.is_asked_otherwise:
            lines.append(page.label(message("Die Frage wird unter anderen Bedingungen gestellt.")))
        return lines

    def _said(self, one: Difference, pair: Pair) -> Message:
        earlier, later = (Wording(q, self.page.translator) for q in (self.earlier, self.later))
        then, now = _label(earlier, one.before, pair.before), _label(later, one.after, pair.after)
        if pair.before is None:
            return message("Neu zur Auswahl: {text}", text=now)
        if pair.after is None:
            return message("Nicht mehr zur Auswahl: {text}", text=then)
        if then != now or not isinstance(pair.after, Option) or one.after is None:
            return message("Bisher: {then} – jetzt: {now}", then=then, now=now)
        when = later.when(one.after, pair.after)
        return message("{text}: Dafür muss jetzt gelten: {when}", text=now, when=when or "–")


@dataclass(frozen=True)
class Beneath:
    """What becomes of the answer to each question, shown beneath it."""

    beside: Beside
    parts: Mapping[str, Part]
    entries: Mapping[str, Entry]
    confirmed: Collection[str] | None
    """The questions of which the answer was said to hold; None: that is still to be asked."""
    key: str = ""
    """In front of the keys of what is asked."""

    def show(self, difference: Difference) -> None:
        """Say it, or ask whether an answer holds for the other wording."""
        page, part = self.beside.page, self.parts[difference.id]
        said = self.beside.answer(difference, self.entries)
        if part.fate is Fate.TO_CONFIRM and self.confirmed is None:
            page.write(message("Ihre Antwort: {said}", said=said))
            st.checkbox(
                page.label(message("Diese Antwort gilt auch für die neue Formulierung.")),
                key=f"{self.key}-{difference.id}",
            )
        elif part.fate is Fate.TO_CONFIRM:
            held = self.confirmed is not None and difference.id in self.confirmed
            page.write(_fate(Fate.KEPT if held else Fate.ANEW, said))
        elif part.fate is not Fate.NONE:
            page.write(_fate(part.fate, said))


def _fate(fate: Fate, said: str) -> Message:
    match fate:
        case Fate.KEPT:
            return message("Antwort: {said}. Sie gilt weiter.", said=said)
        case Fate.GONE:
            return message(
                "Antwort: {said}. Gefragt wird das nicht mehr; sie zählt nicht, bleibt aber hier "
                "nachzulesen.",
                said=said,
            )
        case _:
            return message(
                "Bisherige Antwort: {said}. Sie gilt nicht weiter; die Frage ist neu zu "
                "beantworten.",
                said=said,
            )


def kept_sentence(parts: Sequence[Part]) -> Message:
    """Count the answers that are kept without a word."""
    same = [part for part in parts if not part.is_worth_telling]
    return message(
        "Unveränderte Fragen: {questions}. Antworten darauf, die weiter gelten: {answers}.",
        questions=len(same),
        answers=sum(part.fate is Fate.KEPT for part in same),
    )


def _label(wording: Wording, question: QuestionBase | None, one: Option | Row | None) -> str:
    if question is None or one is None:
        return ""
    if isinstance(one, Option):
        return wording.option(question, one)
    return wording.of(question, one.label)


_SECTIONS: Sequence[tuple[Message, Collection[Kind]]] = (
    (message("Neu"), {Kind.NEW}),
    (message("Geändert"), {Kind.WORDED, Kind.CHANGED, Kind.SAME}),
    (message("Entfällt"), {Kind.GONE}),
)
THERE_IS = message("Für diesen Fragebogen gibt es eine neue Fassung.")
SEE = message("Ansehen, was sich ändert")
_NOTHING_YET = message(
    "An Ihrem Bogen ist noch nichts geändert. Sie sehen zuerst, was neu ist und was aus Ihren "
    "Antworten wird; umstellen müssen Sie selbst, bevor Sie einreichen."
)
