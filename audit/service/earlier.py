"""What the wave before holds is taken over one question at a time, by somebody who has seen it."""

from collections.abc import Mapping

from audit.model.messages import message
from audit.model.waves import Saved
from audit.service.actions import Act, Denied, NotDone, action
from audit.service.filling_in import next_turn, refuse_unfit, writable_plan
from audit.service.forms import earlier_of, found_of, part_of
from audit.service.rights import Right
from audit.store import assessments as store
from audit.store.waves import load_waves


@action(Right.FILL_IN, of=part_of, writes=True)
def take_earlier(act: Act, assessment: int, question: str, *, after: Mapping[str, int]) -> Saved:
    """Answer a question today as it was answered in the wave before; `after` says for each cell
    which revision the person has seen.

    The history keeps from which wave the answer was taken. Raises `NotDone` where there is no
    earlier answer, where the question was asked differently, and when somebody else has answered
    meanwhile.
    """
    plan = writable_plan(act, assessment)
    if question not in {one.id for one in plan.questionnaire.questions()}:
        raise Denied
    cells = [cell for cell in plan.cells if cell.partition(".")[0] == question]
    wave, earlier = earlier_of(act, found_of(act, assessment), load_waves(act.connection))
    if wave is None or not all(cell in earlier and earlier[cell].value for cell in cells):
        raise NotDone(_NOTHING_EARLIER)
    held = store.load_entries(act.connection, [assessment])[assessment]
    wanted = {cell: earlier[cell] for cell in cells}
    if all(cell in held and held[cell][0] == entry for cell, entry in wanted.items()):
        return Saved(max(held[cell][1] for cell in cells), act.now)
    for cell, entry in wanted.items():
        if cell in held and held[cell][1] > after.get(cell, 0):
            raise NotDone(_ANSWERED_MEANWHILE)
        refuse_unfit(plan, cell, entry)
    turn = next_turn(act, assessment)
    store.add_entries(act.connection, turn, wanted, taken_from=wave.id)
    return Saved(turn.revision, act.now)


_NOTHING_EARLIER = message("Zu dieser Frage gibt es keine frühere Antwort zum Übernehmen.")
_ANSWERED_MEANWHILE = message(
    "Diese Frage hat gerade jemand anderes beantwortet. Übernommen ist nichts: Bitte sehen Sie "
    "sich an, was jetzt dort steht."
)
