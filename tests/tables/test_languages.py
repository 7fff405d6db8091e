"""Languages: what access points offer, and what the staff speak, without showing few people."""

import pandas as pd
import pytest

from audit.assessment.plan import plan_of
from audit.assessment.results import CodedAnswers, coded
from audit.files.questionnaires import load_questionnaire
from audit.model.answers import Answer
from audit.model.messages import GERMAN
from audit.model.organisation import Channel
from audit.service.house import QUESTIONNAIRES
from audit.tables.languages import (
    ALL,
    OTHER,
    LanguageResources,
    language_resources,
    offered_view,
)

ANALOGUE = plan_of(load_questionnaire(QUESTIONNAIRES / "access-analogue.yaml"))
DIGITAL = plan_of(load_questionnaire(QUESTIONNAIRES / "access-digital.yaml"))
STAFF = plan_of(load_questionnaire(QUESTIONNAIRES / "languages.yaml"))


def doors(plan: object, *offered: str) -> CodedAnswers:
    assert plan in (ANALOGUE, DIGITAL)
    chosen = ANALOGUE if plan is ANALOGUE else DIGITAL
    answers = [Answer(str(n), "languages", value) for n, value in enumerate(offered)]
    return coded(chosen, answers)


def person(levels: str, **situations: str) -> dict[str, str]:
    helping = {
        f"help-situations.{name.replace('_', '-')}": value for name, value in situations.items()
    }
    return {"other-language": "yes", "language-levels": levels, **helping}


def resources(*replies: dict[str, str]) -> LanguageResources:
    return language_resources(STAFF, replies, 5, GERMAN)


def cells(table: pd.DataFrame, code: str) -> dict[str, float]:
    own = table[table["code"] == code]
    return dict(zip(own["willing"], own["people"], strict=True))


def test_a_language_counts_at_every_access_point_that_offers_it() -> None:
    view = offered_view(
        {
            Channel.ANALOGUE: doors(ANALOGUE, "en|tr", "en", "german-only"),
            Channel.DIGITAL: doors(DIGITAL, "en"),
        },
        GERMAN,
    )
    english = view.table[view.table["code"] == "en"]
    assert list(english["places"]) == [2, 1]
    assert list(english["of"]) == [3, 1]
    assert list(view.table["code"])[-1] == "german-only"


def test_dont_know_is_no_access_point_without_languages() -> None:
    view = offered_view({Channel.ANALOGUE: doors(ANALOGUE, "en", "dont_know")}, GERMAN)
    assert set(view.table["of"]) == {1}


def test_one_situation_is_enough_to_help() -> None:
    willing = [person("tr:C1/B2", small_talk="willing", talk="unwilling")] * 6
    prepared = [person("tr:B1/A1", phone="with-preparation")] * 7
    table = resources(*willing, *prepared).view(ALL).table
    assert cells(table, "tr") == {"now": 6, "prepared": 7, "no": 0}


def test_no_answer_on_helping_is_no_help() -> None:
    table = resources(*[person("tr:C1/B2")] * 6).view(ALL).table
    assert cells(table, "tr") == {"now": 0, "prepared": 0, "no": 6}


def test_a_language_of_four_people_has_no_name_of_its_own() -> None:
    turkish = [person("tr:C1/B2")] * 9
    found = resources(*turkish, *[person("ckb:native/A1")] * 4, *[person("vi:B1/A1")] * 2)
    assert list(found.spoken) == ["tr", OTHER]
    assert found.spoken[OTHER].sum() == 6


def test_four_people_with_rare_languages_are_not_shown_at_all() -> None:
    found = resources(*[person("tr:C1/B2")] * 9, *[person("ckb:native/A1")] * 4)
    assert list(found.spoken) == ["tr"]


def test_somebody_with_two_rare_languages_is_one_person() -> None:
    found = resources(*[person("ckb:A1/A1|vi:native/A1")] * 4)
    assert not found.spoken


def test_small_parts_are_withheld_together() -> None:
    now = [person("tr:C1/B2", talk="willing")] * 20
    other = [*[person("tr:C1/B2", talk="with-preparation")] * 2, *[person("tr:C1/B2")] * 4]
    table = resources(*now, *other).view(ALL).table
    assert cells(table, "tr") == pytest.approx(
        {"now": 20, "prepared": float("nan"), "no": float("nan"), "withheld": 6}, nan_ok=True
    )


def test_levels_are_parts_of_one_protected_table() -> None:
    """Whoever looks at all levels one after the other learns no more than from the table."""
    found = resources(
        *[person("tr:A1/A1", talk="willing")] * 3,
        *[person("tr:B1/A1", talk="willing")] * 8,
        *[person("tr:C1/A1", talk="willing")] * 9,
    )
    shown = [cells(found.view(level).table, "tr")["now"] for level in ("basic", "middle", "high")]
    assert cells(found.view(ALL).table, "tr")["now"] == 20
    assert sum(pd.isna(people) for people in shown) == 2


def test_below_twenty_people_there_are_no_percentages() -> None:
    view = resources(*[person("tr:C1/B2")] * 19, *[person("ar:C1/B2")] * 20).view(ALL)
    shares = view.table.groupby("code")["share"].max()
    assert pd.isna(shares["tr"])
    assert shares["ar"] == 100
