"""What members of staff answer without a name: languages, willingness to help, training wishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from audit.model.question_types import QuestionBase
from audit.model.waves import Entry
from audit.service.demo_city.drawing import Form, alone, chance, one_of, some_of
from audit.service.demo_city.written import SpokenLanguage, WrittenStaff

SKIPPED = 0.03
"""Every question may be left open, and some are."""

HOW_MANY = {1: 70.0, 2: 23.0, 3: 7.0}
"""How many languages besides German somebody speaks, by weight."""

LEARNT = {"A2": 15.0, "B1": 32.0, "B2": 30.0, "C1": 18.0, "C2": 5.0}
WRITTEN_AT_HOME = {"native": 50.0, "C1": 20.0, "B2": 12.0, "B1": 8.0, "A1": 10.0}
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")

SITUATIONS = {"small-talk": 0.9, "talk": -0.4, "phone": 0.2, "written-text": -0.3}
"""How much easier or harder it is to help there."""

SHARED = {"sr": "sh", "hr": "sh", "bs": "sh"}
"""Languages that share one option."""


@dataclass(frozen=True)
class Staff:
    """Answers for members of staff."""

    form: Form
    written: WrittenStaff
    remarks: Sequence[str]

    def answered(self, name: str, contact: Mapping[str, float]) -> dict[str, Entry]:
        """Answer everything for one person; `name` seeds what is drawn."""
        dice = chance("staff", name)
        values = {
            "public-contact": one_of(contact, dice),
            "other-language": "yes" if dice.random() < self.written.other_language else "no",
        }
        spoken = self._spoken(dice)
        values |= self._languages(spoken, dice) | self._help(dice) | self._training(dice)
        if dice.random() < 0.07:
            values["remarks"] = dice.choice(self.remarks)
        kept = {cell: value for cell, value in values.items() if dice.random() >= SKIPPED}
        return self.form.asked({cell: Entry(value) for cell, value in kept.items() if value})

    def _spoken(self, dice: Random) -> list[SpokenLanguage]:
        """Draw languages, each only once."""
        left = list(self.written.languages)
        wanted = dice.choices(list(HOW_MANY), list(HOW_MANY.values()))[0]
        spoken = []
        for _ in range(wanted):
            language = dice.choices(left, [one.weight for one in left])[0]
            left.remove(language)
            spoken.append(language)
        return spoken

    def _languages(self, spoken: Sequence[SpokenLanguage], dice: Random) -> dict[str, str]:
        used = {self._option(one.code) for one in spoken if dice.random() < 0.5}
        question = self._question("used-at-work")
        proof = self._question("language-proof")
        return {
            "language-levels": "|".join(f"{one.code}:{_levels(one, dice)}" for one in spoken),
            "used-at-work": "|".join(sorted(used)) or alone(question, self.form.questionnaire),
            "language-proof": self._some(proof, dice) or alone(proof, self.form.questionnaire),
        }

    def _help(self, dice: Random) -> dict[str, str]:
        """Say where somebody would help, and what they need for it."""
        will = dice.gauss(0.2, 1)
        values = {
            f"help-situations.{row}": _willing(will + ease + dice.gauss(0, 0.4), dice)
            for row, ease in SITUATIONS.items()
        }
        fields = self._question("subject-fields")
        conditions = self._question("help-conditions")
        values["subject-fields"] = self._some(fields, dice) or "general-only"
        values["help-conditions"] = self._some(conditions, dice) or "nothing"
        if will < -1:
            values["help-conditions"] = "no-help"
        return values

    def _training(self, dice: Random) -> dict[str, str]:
        names = ("training-wishes", "training-format", "training-obstacles")
        values = {name: self._some(self._question(name), dice) for name in names}
        values["training-length"] = one_of(self.written.choices["training-length"], dice)
        for name in ("training-wishes", "training-obstacles"):
            values[name] = values[name] or alone(self._question(name), self.form.questionnaire)
        return values

    def _option(self, code: str) -> str:
        """Name the option for a language that was used; rare ones share one."""
        question = self._question("used-at-work")
        known = {option.code for option in self.form.questionnaire.options_of(question)}
        named = SHARED.get(code, code)
        return named if named in known else "other"

    def _some(self, question: QuestionBase, dice: Random) -> str:
        shares = self.written.choices[question.id]
        return some_of(question, self.form.questionnaire, shares, dice)

    def _question(self, name: str) -> QuestionBase:
        return next(question for _, question in self.form.questions if question.id == name)


def _levels(language: SpokenLanguage, dice: Random) -> str:
    """Draw the levels for speaking and writing; nobody learnt to write better than to speak."""
    if dice.random() < language.native:
        return f"native/{one_of(WRITTEN_AT_HOME, dice)}"
    spoken = one_of(LEARNT, dice)
    lower = dice.choice([0, 0, 1])
    return f"{spoken}/{LEVELS[max(LEVELS.index(spoken) - lower, 0)]}"


def _willing(value: float, dice: Random) -> str:
    if dice.random() < 0.04:
        return "dont_know"
    if value < -0.3:
        return "unwilling"
    return "with-preparation" if value < 0.6 else "willing"
