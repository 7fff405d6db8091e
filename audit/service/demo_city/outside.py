"""What residents, organisations and advisers say about the administration, without a name."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.model.waves import Entry
from audit.service.demo_city.drawing import Form, Moment, Profile, alone, chance, one_of, some_of
from audit.service.demo_city.written import OutsideReplies, WrittenIdeas, WrittenOutside

SPREAD = 13.0
"""How much people differ who meet the same office."""

WITH_AN_IDEA = 0.3

MAY_NOT_APPLY = ("papers-known", "fill-in-forms", "understand-letters")
"""Not everybody had papers, forms or letters; nobody outside is asked why."""

DISADVANTAGE = {
    "never": 62.0,
    "once": 9.0,
    "several-times": 4.0,
    "not-sure": 9.0,
    "no-statement": 4.0,
}
WHERE_IT_IS_HARD = {
    "never": 42.0,
    "once": 18.0,
    "several-times": 16.0,
    "not-sure": 14.0,
    "no-statement": 10.0,
}
HARD = 35.0


@dataclass(frozen=True)
class Outside:
    """Answers for people who come to the administration."""

    form: Form
    written: WrittenOutside
    ideas: WrittenIdeas

    def answered(self, name: str, replies: OutsideReplies, moment: Moment) -> dict[str, Entry]:
        """Answer everything for one person; `name` seeds what is drawn."""
        dice = chance("outside", name)
        level = min(max(replies.level + dice.gauss(0, SPREAD), 0), 100)
        hard = level < HARD
        fixed = {
            "who-answers": one_of(self.written.choices["who-answers"], dice),
            "office-kind": one_of(replies.office, dice),
            "disadvantage": one_of(WHERE_IT_IS_HARD if hard else DISADVANTAGE, dice),
            "what-helped": self._helped(name),
        }
        if dice.random() < WITH_AN_IDEA:
            fixed["what-to-change"] = dice.choice(self.ideas.low if hard else self.ideas.high)
        kept = {cell: value for cell, value in fixed.items() if dice.random() >= 0.02}
        return self._asked(Profile(name, level, growth=2, answers=kept), moment)

    def _asked(self, person: Profile, moment: Moment) -> dict[str, Entry]:
        drawn: Mapping[str, Entry] = self.form.drawn(person, moment)
        return self.form.asked(drawn)

    def _helped(self, name: str) -> str:
        question = next(q for _, q in self.form.questions if q.id == "what-helped")
        shares, dice = self.written.choices[question.id], chance("outside", name, question.id)
        chosen = some_of(question, self.form.questionnaire, shares, dice)
        return chosen or alone(question, self.form.questionnaire)
