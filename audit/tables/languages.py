"""Languages: at how many access points they are offered, and how many of the staff speak them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from audit.assessment.plan import Plan
from audit.assessment.results import CodedAnswers
from audit.model.messages import Message, Translator, message
from audit.model.organisation import CHANNELS, Channel
from audit.model.question_types import languages_in
from audit.model.texts import Wording, language_name
from audit.tables.small_groups import (
    LEAST_FOR_SHARES,
    Counts,
    Shown,
    as_column,
    marked,
    released,
    shown,
)
from audit.tables.views import Released, View

OFFERED = "languages"
"""The question of both questionnaires about access points: in which languages one is served."""

SPOKEN, HELP = "language-levels", "help-situations"
"""The questions of the staff survey about languages, and about helping with them."""

ALL, OTHER = "all", "other"
"""All levels together; languages that too few name, together."""

LEVELS: Mapping[str, Message] = {
    "basic": message("A1–A2"),
    "middle": message("B1–B2"),
    "high": message("C1–C2 oder Erstsprache"),
}
"""How well somebody speaks."""

WILLING: Mapping[str, Message] = {
    "now": message("hilft schon jetzt"),
    "prepared": message("hilft nach Vorbereitung"),
    "no": message("nein oder keine Angabe"),
}
"""Whether somebody would help with a language in at least one situation."""

WITHHELD = "withheld"
REST = message("nicht einzeln gezeigt")

_GROUP_OF = {"A1": 0, "A2": 0, "B1": 1, "B2": 1, "C1": 2, "C2": 2, "native": 2}
_HELPS = {"willing": 0, "with-preparation": 1}


def offered_view(answers: Mapping[Channel, CodedAnswers], language: Translator) -> View:
    """Count access points by the language that is offered there; no figures about people.

    One row per language and channel, the language of most access points first, only German last:

    code, name             of the language
    channel, channel_name  analogue or digital
    places                 access points that offer the language
    of                     access points that answered the question
    share                  percent (0 to 100) of these; empty when none answered
    """
    found = [_Offer(channel, one, language) for channel, one in answers.items()]
    names = {code: name for offer in found for code, name in offer.names.items()}
    alone = {code for offer in found for code in offer.alone}
    total = {code: sum(offer.places.get(code, 0) for offer in found) for code in names}
    order = sorted(names, key=lambda code: (code in alone, -total[code]))
    rows = [(code, offer) for code in order for offer in found]
    table = pd.DataFrame(
        {
            "code": [code for code, _ in rows],
            "name": [names[code] for code, _ in rows],
            "channel": [offer.channel.value for _, offer in rows],
            "channel_name": [language.say(CHANNELS[offer.channel]) for _, offer in rows],
            "places": [offer.places.get(code, 0) for code, offer in rows],
            "of": [offer.of for _, offer in rows],
        }
    )
    table["share"] = 100 * table["places"] / table["of"].where(table["of"] > 0)
    return View(
        message("Angebotene Sprachen, vor Ort und digital"),
        _offered_sentence(found, [code for code in order if code not in alone], names, total),
        table,
        {
            "name": message("Sprache"),
            "channel_name": message("Zugang"),
            "places": message("Zugänge mit dieser Sprache"),
            "of": message("von"),
        },
    )


def offered_matrix(view: View) -> View:
    """Arrange the same figures for reading: languages x channels."""
    cells = as_column(
        message("{places} von {of}", places=places, of=of) if of else None
        for places, of in zip(view.table["places"], view.table["of"], strict=True)
    )
    wide = view.table.assign(cell=cells)
    channels = list(dict.fromkeys(wide["channel"]))
    names = wide[["code", "name"]].drop_duplicates("code")
    table = pd.DataFrame({"name": list(names["name"])})
    for channel in channels:
        table[channel] = list(wide.loc[wide["channel"] == channel, "cell"])
    columns = {"name": message("Sprache"), **{code: CHANNELS[Channel(code)] for code in channels}}
    return View(view.title, view.sentence, table, columns)


class _Offer:
    """What one questionnaire about access points says on languages."""

    def __init__(self, channel: Channel, answers: CodedAnswers, language: Translator) -> None:
        plan, wording = answers.plan, Wording(answers.plan.questionnaire, language)
        places = plan.places.get(OFFERED, ())
        columns = [plan.columns[place] for place in places]
        codes = answers.codes[list(places)]
        offered = [(column, column.option) for column in columns if column.option is not None]
        self.channel = channel
        self.names = {one.code: wording.option(at.question, one) for at, one in offered}
        self.alone = {one.code for _, one in offered if one.exclusive}
        self.of = int((codes[0] >= 0).sum()) if places else 0
        self.places = {
            one.code: int((chosen == 1).sum())
            for (_, one), chosen in zip(offered, codes, strict=True)
        }


def _offered_sentence(
    found: Sequence[_Offer],
    order: Sequence[str],
    names: Mapping[str, str],
    total: Mapping[str, int],
) -> Message:
    of = sum(offer.of for offer in found)
    if not of:
        return message("Noch hat kein Zugang diese Frage beantwortet.")
    missing = [names[code] for code in order if not total[code]]
    if not order or not total[order[0]]:
        return message("Keiner der {of} Zugänge nennt eine Sprache außer Deutsch.", of=of)
    most = message(
        "Am häufigsten gibt es {name}: an {places} von {of} Zugängen.",
        name=names[order[0]],
        places=total[order[0]],
        of=of,
    )
    if not missing:
        return most
    return message("{most} Nirgends: {names}.", most=most, names=", ".join(missing))


@dataclass(frozen=True, eq=False)
class LanguageResources:
    """The languages of the staff, after the small-group rule.

    Made once for all levels: whoever changes the filter sees other parts of the same table.
    """

    language: Translator
    replies: int
    """How many took part."""
    min_group: int
    spoken: Mapping[str, Counts]
    """Per language levels x willingness; a language that too few name is in none but `OTHER`."""

    @cached_property
    def allowed(self) -> Mapping[str, Shown]:
        """Per language what may be shown."""
        return {code: shown(counts, self.min_group) for code, counts in self.spoken.items()}

    def view(self, level: str = ALL) -> Released:
        """Show one level, or all, with one row per language and willingness.

        code, name     of the language, that of most people first
        willing        `now`, `prepared`, `no`, or `withheld` for what is not shown one by one
        willing_name   the same in words
        people         how many; empty when withheld
        of             people with this language at this level; empty when withheld
        share          percent of these; empty below 20 people
        withheld       true when the count is too small to be shown, or would give another away
        """
        rows = [row for code in self.spoken for row in self._rows(code, level)]
        names = ("code", "name", "willing", "willing_name", "people", "of", "share", "allowed")
        table = pd.DataFrame(rows, columns=list(names))
        view = View(
            message("Wer mit welcher Sprache helfen würde"),
            self._sentence(level),
            table.drop(columns="allowed"),
            {
                "name": message("Sprache"),
                "willing_name": message("Bereitschaft zu helfen"),
                "people": message("Personen"),
                "of": message("Personen mit dieser Sprache"),
                "share": message("Anteil in Prozent"),
            },
        )
        return released(view, list(table["allowed"]), ("people", "share"))

    def matrix(self, level: str = ALL) -> Released:
        """Arrange the same figures for reading: one row per language."""
        view = self.view(level)
        own = view.table[view.table["willing"] != WITHHELD]
        table = own[["code", "name", "of"]].drop_duplicates("code").reset_index(drop=True)
        for willing in WILLING:
            people = own.loc[own["willing"] == willing]
            table[willing] = marked(people["people"], people["withheld"])
        table["of"] = marked(table["of"], table["of"].isna())
        columns = {"name": message("Sprache"), "of": message("Personen"), **WILLING}
        return Released(view.title, view.sentence, table, columns)

    def withholds(self, level: str) -> bool:
        """Tell whether something is withheld in a view."""
        return bool(self.view(level).table["withheld"].any())

    def _rows(self, code: str, level: str) -> list[tuple[object, ...]]:
        counts, allowed = self.spoken[code], self.allowed[code]
        if level == ALL:
            cells, may = counts.sum(axis=0), allowed.columns
            of, may_of = int(counts.sum()), allowed.total
        else:
            at = list(LEVELS).index(level)
            cells, may = counts[at], allowed.cells[at]
            of, may_of = int(counts[at].sum()), bool(allowed.rows[at])
        known = float(of) if may_of else np.nan
        rows: list[tuple[object, ...]] = []
        for place, (willing, said) in enumerate(WILLING.items()):
            people = float(cells[place])
            share = 100 * people / of if may_of and of >= LEAST_FOR_SHARES else np.nan
            said_so = self.language.say(said)
            row = (code, self._name(code), willing, said_so, people, known, share, bool(may[place]))
            rows.append(row)
        if may_of and not may.all():
            rest = float(cells[~may].sum())
            said_so = self.language.say(REST)
            rows.append((code, self._name(code), WITHHELD, said_so, rest, known, np.nan, True))
        return rows

    def _name(self, code: str) -> str:
        if code == OTHER:
            return self.language.say(message("andere Sprachen"))
        return language_name(code, self.language)

    def _sentence(self, level: str) -> Message:
        named = [c for c in self.spoken if c != OTHER and self.allowed[c].total]
        if not self.replies:
            return message("Noch hat niemand teilgenommen.")
        if not named:
            return message(
                "Keine Sprache wird von mindestens {least} Personen genannt.", least=self.min_group
            )
        first = named[0]
        most = message(
            "{replies} Beschäftigte haben teilgenommen; am häufigsten nennen sie {name} "
            "({people} Personen)",
            replies=self.replies,
            name=self._name(first),
            people=int(self.spoken[first].sum()),
        )
        now = int(self.spoken[first][:, 0].sum())
        if level != ALL or not self.allowed[first].columns[0]:
            return message("{most}.", most=most)
        return message("{most}, {now} davon helfen schon jetzt.", most=most, now=now)


def language_resources(
    plan: Plan,
    replies: Sequence[Mapping[str, str]],
    min_group: int,
    language: Translator,
) -> LanguageResources:
    """Count the staff by language, level of speaking and willingness to help.

    `replies` are the values by cell. Somebody with several languages counts at each of them.
    """
    speaking = _place_of_speaking(plan)
    people: dict[str, list[tuple[int, int, int]]] = {}
    for number, values in enumerate(replies):
        for code, levels in languages_in(values.get(SPOKEN, "")).items():
            people.setdefault(code, []).append((number, _GROUP_OF[levels[speaking]], _help(values)))
    large = {code: who for code, who in people.items() if len(who) >= min_group}
    best: dict[int, tuple[int, int, int]] = {}
    for code, who in people.items():
        for one in who if code not in large else ():
            best[one[0]] = max(one, best.get(one[0], one))
    counted = {code: _counts(who) for code, who in large.items()}
    order = sorted(counted, key=lambda code: (-counted[code].sum(), code))
    spoken = {code: counted[code] for code in order}
    if len(best) >= min_group:
        spoken[OTHER] = _counts(list(best.values()))
    return LanguageResources(language, len(replies), min_group, spoken)


def _place_of_speaking(plan: Plan) -> int:
    """Find where the level of speaking stands in a value such as `tr:C1/B2`."""
    places = plan.places[SPOKEN]
    return plan.columns[places[0]].question.skills_in().index("speaking")


def _help(values: Mapping[str, str]) -> int:
    """Tell the best of the answers to all situations: now, after preparation, or no."""
    given = [_HELPS.get(v, 2) for cell, v in values.items() if cell.startswith(f"{HELP}.")]
    return min(given, default=2)


def _counts(who: Sequence[tuple[int, int, int]]) -> Counts:
    counts = np.zeros((len(LEVELS), len(WILLING)), dtype=np.int64)
    for _, level, willing in who:
        counts[level, willing] += 1
    return counts


def offered_bars(view: View, language: Translator) -> pd.DataFrame:
    """Prepare a view of `offered_view` for bars: name, kind, count, said.

    The length is a share, because there are more doors of one kind than of the other.
    """
    table = view.table
    said = [
        language.say(message("{places} von {of}", places=int(places), of=int(of)))
        for places, of in zip(table["places"], table["of"], strict=True)
    ]
    return pd.DataFrame(
        {
            "name": table["name"],
            "kind": table["channel_name"],
            "count": table["share"],
            "of": table["share"].where(table["share"].isna(), 100.0),
            "said": said,
        }
    )
