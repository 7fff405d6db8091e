"""Everything that people say by link: members of staff, and whoever comes from outside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from audit.model.organisation import UnitId
from audit.model.waves import Edition, Entry, Link, Wave
from audit.service.demo_city.drawing import Form, Moment, chance
from audit.service.demo_city.outside import MAY_NOT_APPLY, Outside
from audit.service.demo_city.staff import Staff
from audit.service.demo_city.waves import DemoWave
from audit.service.demo_city.written import OutsideReplies, StaffReplies, Written

STAFF, OUTSIDE = "languages", "outside-view"


@dataclass(frozen=True)
class DemoReply:
    """What somebody without a name has sent."""

    id: str
    wave: str
    edition: Edition
    unit: UnitId | None
    """Whose link was used; None: the one for the whole city."""
    day: date
    entries: Mapping[str, Entry]


@dataclass(frozen=True)
class Guests:
    """Fills in one wave for everybody who came by link."""

    written: Written
    wave: Wave
    forms: Mapping[str, Form]
    moment: Moment
    today: date

    def replies(self) -> list[DemoReply]:
        """Make all replies; their order tells nothing about the order of arrival."""
        if STAFF not in self.forms:
            return []
        return sorted([*self._of_staff(), *self._from_outside()], key=lambda reply: reply.id)

    def _of_staff(self) -> Iterator[DemoReply]:
        sentences = self.written.sentences.staff_remarks
        staff = Staff(self.forms[STAFF], self.written.answers.staff, sentences)
        for group in self.written.answers.staff.replies:
            for name in self._names(group):
                # Whose staff it was is not kept: the questionnaire promises not to ask for it.
                yield self._reply(name, STAFF, None, staff.answered(name, group.contact))

    def _from_outside(self) -> Iterator[DemoReply]:
        written, ideas = self.written.answers.outside, self.written.sentences.outside_ideas
        reasons = {question: [""] for question in MAY_NOT_APPLY}
        form = Form(self.forms[OUTSIDE].questionnaire, reasons)
        outside = Outside(form, written, ideas)
        for group in written.replies:
            for name in self._names(group):
                entries = outside.answered(name, group, self.moment)
                yield self._reply(name, OUTSIDE, group.unit, entries)

    def _names(self, group: StaffReplies | OutsideReplies) -> list[str]:
        """Name those who answered, only for drawing."""
        count = group.final if self.moment.key == "final" else group.running
        return [f"{group.unit} {self.moment.key} {number}" for number in range(count)]

    def _reply(
        self, name: str, questionnaire: str, unit: str | None, entries: Mapping[str, Entry]
    ) -> DemoReply:
        dice = chance(questionnaire, name, "reply")
        last = min(self.wave.closes, self.today - timedelta(1))
        day = self.wave.opens + timedelta(dice.randint(0, (last - self.wave.opens).days))
        version = self.forms[questionnaire].questionnaire.version
        edition = Edition(questionnaire, version)
        token = f"{dice.getrandbits(128):032x}"
        return DemoReply(token, self.wave.id, edition, _unit(unit), day, entries)


def links_to(written: Written, closed: DemoWave, running: DemoWave) -> Iterator[Link]:
    """List the links of the running wave, and one that came too late."""
    answers = written.answers
    tokens = {
        "demo-sprachen": (STAFF, None),
        **{
            f"demo-aussensicht-{group.unit or 'stadt'}": (OUTSIDE, group.unit)
            for group in answers.outside.replies
        },
    }
    for token, (questionnaire, unit) in tokens.items():
        edition = running.edition(questionnaire)
        yield Link(token, running.wave.id, edition, _unit(unit))
    yield Link("demo-zu-spaet", closed.wave.id, closed.edition(STAFF))


def _unit(written: str | None) -> UnitId | None:
    return None if written is None else UnitId(written)
