"""When an action can be done: in which state of a sheet, and in which state of its wave.

`OF_A_SHEET` and `OF_A_WAVE` are the promise; `test_states.py` tries each of them in each state, and
`rights_page.py` writes them down for people to read.
"""

from audit.model.waves import AssessmentState, WaveState

SHEETS = tuple(
    (wave, state)
    for wave in WaveState
    for state in AssessmentState
    if wave is not WaveState.PLANNED or state is AssessmentState.DRAFT
)
"""In which states a sheet can be: before its wave begins, nobody has handed in anything."""

ALWAYS = frozenset(SHEETS)
WHILE_OPEN = frozenset(
    (wave, state) for wave, state in SHEETS if wave is WaveState.RUNNING and state.is_open
)
HANDED_IN = frozenset((wave, state) for wave, state in SHEETS if state.counts)
TO_BE_APPROVED = frozenset(
    (wave, state) for wave, state in SHEETS if state is AssessmentState.SUBMITTED
)
TO_BE_GIVEN_BACK = frozenset(
    (wave, state) for wave, state in HANDED_IN if wave is WaveState.RUNNING
)

OF_A_SHEET = {
    "forms.open_form": ALWAYS,
    "forms.gaps": ALWAYS,
    "forms.own_result": ALWAYS,
    "filling_in.save_entry": WHILE_OPEN,
    "filling_in.save_remark": WHILE_OPEN,
    "filling_in.submit": WHILE_OPEN,
    "new_versions.versions_of": ALWAYS,
    "evidence.accept": WHILE_OPEN,
    "evidence.add_link": WHILE_OPEN,
    "evidence.add_file": WHILE_OPEN,
    "evidence.remove": WHILE_OPEN,
    "evidence.own_file": ALWAYS,
    "evidence.file_to_check": HANDED_IN,
    "commenting.say": WHILE_OPEN | TO_BE_APPROVED,
    "delegating.given_out": ALWAYS,
    "delegating.colleagues": ALWAYS,
    "delegating.give": WHILE_OPEN,
    "approving.read": HANDED_IN,
    "approving.approve": TO_BE_APPROVED,
    "approving.give_back": TO_BE_GIVEN_BACK,
    "handing_over.hand_out": WHILE_OPEN,
    "handing_over.compare": WHILE_OPEN,
    "sides.compare": ALWAYS,
    "sides.count_views": ALWAYS,
    "sides.ask_for": WHILE_OPEN,
}
"""In which states it does something, or shows something."""

BY_HAND = {
    "commenting.settle": "as commenting.say; the project group only what is handed in, in both",
    "commenting.withdraw": "any; only by whoever has said it",
    "earlier.take_earlier": "as filling_in.save_entry, where the wave before holds an answer",
    "new_versions.move": "as filling_in.save_entry, when its wave uses a newer version",
    "new_versions.offer": "a wave that has not ended, in which no sheet of the kind is handed in",
    "wave_course.reopen": "a wave that has ended, as long as no later one has begun",
    "reminding.claim": "a running wave; each person once a day, and nobody in the demo",
    "delegating.take_back": "an area that is with somebody; handing in and closing end that",
    "delegating.hand_back": "an area that is with oneself; handing in and closing end that",
    "handing_over.bring_back": "any; the file only waits, and is compared before it counts",
    "handing_over.brought_back": "any; the file is shown to whoever has brought it",
    "sides.withdraw": "any; only a request to which nobody has written anything yet",
    "sides.hand_in": "as filling_in.submit, for one's own view of the unit",
    "sides.agree": "as filling_in.save_entry, about a question that is answered",
    "handing_over.take_over": "as handing_over.compare, which it begins with",
}
"""Actions on a sheet or a wave for which more counts than these states."""

ANY = frozenset(WaveState)
NOT_ENDED = ANY - {WaveState.CLOSED}
BEGUN = ANY - {WaveState.PLANNED}

OF_A_WAVE = {
    "approving.handed_in": ANY,
    "figures.overall": BEGUN,
    "figures.turnout": BEGUN,
    "figures.scored_editions": ANY,  # names questionnaires, and no figure
    "figures.standing": BEGUN,
    "figures.explained": BEGUN,
    "figures.needs_for_action": BEGUN,
    "figures.outside_view": BEGUN,
    "figures.language_replies": BEGUN,
    "figures.training_needs": BEGUN,
    "figures.training_values": BEGUN,
    "wave_plans.copy_of": ANY,
    "wave_course.facts": ANY,
    "new_versions.in_wave": ANY,
    "wave_course.extend": NOT_ENDED,
    "wave_course.close_early": NOT_ENDED,
    "links.batch": NOT_ENDED,
    "links.make_link": NOT_ENDED,
    "links.make_batch": NOT_ENDED,
    "links.withdraw": ANY,
    "links.withdraw_batch": ANY,
    "reminding.own_deadline": frozenset({WaveState.RUNNING}),
    "taking_part.open_visit": frozenset({WaveState.RUNNING}),
    "taking_part.keep": frozenset({WaveState.RUNNING}),
    "taking_part.send": frozenset({WaveState.RUNNING}),
}
"""In which states of a wave it does something, or shows something."""
