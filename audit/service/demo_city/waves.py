"""The three waves of the demo city, laid around the day on which it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from audit.model.questionnaire import Questionnaire
from audit.model.waves import PROMISE, Edition, Wave
from audit.service.demo_city.written import WaveKey, WrittenCity, WrittenWave

OPENED = timedelta(weeks=3)
CLOSES = timedelta(weeks=4)
APART = timedelta(days=90)
"""A closed wave lies at least so long before the running one opens."""

FIRST_WAVE = ("opening", "access-analogue", "access-digital", "training-needs")
"""The baseline asks only heads; staff and people outside are asked from the second wave on."""


@dataclass(frozen=True)
class DemoWave:
    """A wave, what it is to the process, and the questionnaires it asks."""

    key: WaveKey
    wave: Wave
    questionnaires: tuple[Questionnaire, ...]

    @cached_property
    def by_edition(self) -> Mapping[Edition, Questionnaire]:
        """The questionnaires by name and version."""
        return {Edition(one.id, one.version): one for one in self.questionnaires}

    def edition(self, questionnaire: str) -> Edition:
        """Name the version in which a questionnaire is asked."""
        return next(one for one in self.by_edition if one.questionnaire == questionnaire)


def waves_around(
    today: date,
    city: WrittenCity,
    shipped: tuple[Questionnaire, ...],
    newer: tuple[Questionnaire, ...],
) -> tuple[DemoWave, ...]:
    """Lay the running wave around today; closed waves move back when today is too early."""
    opens = today - OPENED
    years = 0
    while _moved(city.final.closes, years) > opens - APART:
        years += 1
    replaced = {questionnaire.id: questionnaire for questionnaire in newer}
    first = tuple(q for q in shipped if q.id in FIRST_WAVE)
    latest = tuple(replaced.get(q.id, q) for q in shipped)
    return (
        DemoWave("baseline", _closed(city.baseline, years), first),
        DemoWave("final", _closed(city.final, years), shipped),
        DemoWave("running", _wave(city.running, opens, today + CLOSES), latest),
    )


def _closed(written: WrittenWave, years: int) -> Wave:
    return _wave(written, _moved(written.opens, years), _moved(written.closes, years))


def _wave(written: WrittenWave, opens: date, closes: date) -> Wave:
    title = f"{written.title} {opens.year}"
    return Wave(str(opens.year), title, opens, closes, promise=PROMISE.text)


def _moved(day: str | None, years: int) -> date:
    """Read a day of a closed wave; only the running one has none."""
    if day is None:
        raise ValueError("a closed wave needs its days")
    read = date.fromisoformat(day)
    return read.replace(year=read.year - years)
