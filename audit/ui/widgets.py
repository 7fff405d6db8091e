"""Draws one cell of a question and reads what it says, as a stored value.

No widget knows a question's type: the question says by which of a few controls it is asked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Literal

import streamlit as st

from audit.model.messages import Message, message
from audit.model.question_types import (
    CEFR,
    LANGUAGES,
    Amount,
    Control,
    Option,
    QuestionBase,
    choice_after,
    language_list,
    languages_in,
)
from audit.model.texts import WAYS_OUT, Wording, language_name, level_name
from audit.service.house import speak
from audit.ui.frame import Page
from audit.ui.plain import plain


@dataclass(frozen=True)
class Asked:
    """One cell on the page."""

    page: Page
    wording: Wording
    question: QuestionBase
    label: str
    """What is asked, fit for Markdown."""
    default: str
    """With which value the widget begins."""
    key: str
    in_grid: bool
    """The label is shown; the question's own text stands above the page's widget otherwise."""

    @cached_property
    def options(self) -> dict[str, Option]:
        """What can be chosen, by code."""
        options = self.wording.questionnaire.options_of(self.question)
        return {option.code: option for option in options}

    @property
    def ways_out(self) -> Sequence[str]:
        """What is offered beside the answers."""
        return self.wording.questionnaire.offered(self.question)

    @property
    def visibility(self) -> Literal["visible", "collapsed"]:
        """Whether the label is to be seen; it can always be heard."""
        return "visible" if self.in_grid else "collapsed"

    def naming(self, codes: Iterable[str]) -> Callable[[str], str]:
        """Make the function that names options and ways out.

        Streamlit keeps it as long as the visit lasts, so it holds nothing but the names.
        """
        return {code: self._said(code) for code in codes}.__getitem__

    def _said(self, code: str) -> str:
        if code in WAYS_OUT:
            return self.page.label(WAYS_OUT[code])
        return plain(self.wording.option(self.question, self.options[code]))


def draw(asked: Asked) -> str:
    """Draw the cell; empty when nothing is said."""
    if asked.question.asked_by() is Control.CHOICE:
        return _choice(asked)
    if not asked.ways_out:
        return _value(asked)
    above = st.container()
    way_out = st.pills(
        asked.page.label(message("Oder")),
        asked.ways_out,
        default=asked.default if asked.default in asked.ways_out else None,
        format_func=asked.naming(asked.ways_out),
        key=f"{asked.key}--way-out",
    )
    if way_out is not None:
        return way_out
    with above:
        return _value(asked)


def _value(asked: Asked) -> str:
    """Draw what asks for a value; a way out is none."""
    default = "" if asked.default in WAYS_OUT else asked.default
    match asked.question.asked_by():
        case Control.CHOICES:
            return _choices(asked, default)
        case Control.NUMBER:
            return _number(asked, default)
        case Control.TEXT:
            return _text(asked, default)
        case Control.DAY:
            return _day(asked, default)
        case Control.LANGUAGES:
            return _languages(asked, default)
        case _:
            return _line(asked, default)


def _choice(asked: Asked) -> str:
    """One of the options, or a way out: all in one list, none of them chosen beforehand."""
    codes = [*asked.options, *asked.ways_out]
    index = codes.index(asked.default) if asked.default in codes else None
    if asked.in_grid:
        chosen = st.selectbox(
            asked.label,
            codes,
            index=index,
            format_func=asked.naming(codes),
            key=asked.key,
            placeholder=asked.page.say(_CHOOSE),
        )
        return chosen or ""
    captions = [_when(asked, code) for code in codes]
    chosen = st.radio(
        asked.label,
        codes,
        index=index,
        format_func=asked.naming(codes),
        key=asked.key,
        captions=captions if any(captions) else None,
        label_visibility="collapsed",
    )
    return chosen or ""


def _when(asked: Asked, code: str) -> str:
    option = asked.options.get(code)
    return "" if option is None else plain(asked.wording.when(asked.question, option))


def _choices(asked: Asked, default: str) -> str:
    chosen = st.pills(
        asked.label,
        list(asked.options),
        selection_mode="multi",
        default=[code for code in default.split("|") if code in asked.options],
        format_func=asked.naming(asked.options),
        key=asked.key,
        on_change=partial(_drop_what_is_excluded, asked.key, list(asked.options.values())),
        label_visibility=asked.visibility,
    )
    st.session_state[f"{asked.key}--before"] = chosen
    return "|".join(code for code in asked.options if code in chosen)


def _drop_what_is_excluded(key: str, options: list[Option]) -> None:
    before = st.session_state.get(f"{key}--before", [])
    kept = choice_after(st.session_state[key], before, options)
    st.session_state[key] = [code for code in kept.split("|") if code]


def _number(asked: Asked, default: str) -> str:
    amount = asked.question.amount() or Amount(max=0)
    kind = int if amount.whole else float
    value = st.number_input(
        asked.label if asked.in_grid else _unit(asked, amount),
        min_value=kind(amount.min),
        max_value=kind(amount.max),
        value=kind(float(default.replace(",", "."))) if default else None,
        step=kind(1) if amount.whole else 0.1,
        key=asked.key,
        placeholder=_range(asked, amount),
    )
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _unit(asked: Asked, amount: Amount) -> str:
    if amount.unit is None:
        return asked.page.label(message("Anzahl"))
    return plain(asked.wording.of(asked.question, amount.unit))


def _range(asked: Asked, amount: Amount) -> str:
    number = asked.page.translator.number
    return asked.page.say(
        message("{low} bis {high}", low=number(amount.min), high=number(amount.max))
    )


def _line(asked: Asked, default: str) -> str:
    return st.text_input(
        asked.label,
        value=default,
        max_chars=asked.question.most_characters(),
        key=asked.key,
        label_visibility=asked.visibility,
    ).strip()


def _text(asked: Asked, default: str) -> str:
    return st.text_area(
        asked.label,
        value=default,
        max_chars=asked.question.most_characters(),
        key=asked.key,
        label_visibility=asked.visibility,
    ).strip()


def _day(asked: Asked, default: str) -> str:
    value = st.date_input(
        asked.label,
        value=date.fromisoformat(default) if default else None,
        format="DD.MM.YYYY",
        key=asked.key,
        label_visibility=asked.visibility,
    )
    return value.isoformat() if isinstance(value, date) else ""


def _languages(asked: Asked, default: str) -> str:
    """List the languages that were named, each with its levels, and offer one more.

    A language counts as soon as it has a level for every skill.
    """
    levels = languages_in(default)
    named: list[str] = st.session_state.setdefault(f"{asked.key}--named", list(levels))
    chosen = {code: _levels(asked, code, levels.get(code, ()), named) for code in tuple(named)}
    more = f"{asked.key}--more"
    translator = asked.page.translator
    st.selectbox(
        asked.page.label(message("Eine Sprache hinzufügen")),
        [code for code in _by_name(asked.page.language) if code not in named],
        index=None,
        format_func=lambda code: language_name(code, translator),
        key=more,
        placeholder=asked.page.say(_CHOOSE),
        on_change=partial(_name_one_more, more, named),
    )
    return language_list({code: of for code, of in chosen.items() if all(of)})


def _levels(asked: Asked, code: str, known: Sequence[str], named: list[str]) -> tuple[str, ...]:
    """Ask for the levels of one language; empty where none is chosen yet."""
    language = asked.page.translator
    name = language_name(code, language)
    skills = asked.question.skills_in()
    chosen = []
    with st.container(border=True, key=f"{asked.key}--{code}"):
        for place, skill in enumerate(skills):
            level = st.selectbox(
                asked.page.label(message(_SKILLS[skill].text, language=name)),
                CEFR,
                index=CEFR.index(known[place]) if place < len(known) else None,
                format_func=lambda level: level_name(level, language),
                key=f"{asked.key}--{code}--{skill}",
                placeholder=asked.page.say(_CHOOSE),
                persist_state="session",  # a language with one level only is not stored yet
            )
            chosen.append(level or "")
        st.button(
            asked.page.label(message("{language} entfernen", language=name)),
            key=f"{asked.key}--{code}--away",
            on_click=partial(named.remove, code),
            type="tertiary",
        )
    return tuple(chosen)


def _name_one_more(key: str, named: list[str]) -> None:
    code = st.session_state[key]
    if code is not None and code not in named:
        named.append(code)
    st.session_state[key] = None


@lru_cache
def _by_name(language: str) -> tuple[str, ...]:
    """List all languages by their names in a language."""
    translator = speak(language)
    return tuple(sorted(LANGUAGES - {"de"}, key=lambda code: language_name(code, translator)))


_CHOOSE = message("Bitte wählen")

_SKILLS: dict[str, Message] = {
    "speaking": message("{language}: Sprechen"),
    "writing": message("{language}: Schreiben"),
    "listening": message("{language}: Hören"),
    "reading": message("{language}: Lesen"),
}
