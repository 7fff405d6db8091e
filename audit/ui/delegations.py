"""Says who has an area of a sheet, and what became of it."""

from collections.abc import Mapping

from audit.model.delegations import Delegation, DelegationState
from audit.model.messages import Message, message
from audit.ui.frame import Page


def standing_of(page: Page, delegation: Delegation) -> Message | None:
    """Say where an area is; None when nobody has it and nobody handed it back."""
    day = delegation.ended_on or delegation.given_on
    sentence = _STANDING.get(delegation.state)
    name = page.say(_SOMEBODY) if delegation.name == "" else delegation.name
    return sentence and Message(sentence.text, {"name": name, "day": page.day(day)})


def notes_of(page: Page, given: Mapping[str, Delegation]) -> dict[str, str]:
    """Say it for a list of areas, as far as there is something to say."""
    said = {area: standing_of(page, one) for area, one in given.items()}
    return {area: page.say(one) for area, one in said.items() if one is not None}


_STANDING: Mapping[DelegationState, Message] = {
    DelegationState.HELD: message("bei {name} seit {day}"),
    DelegationState.DONE: message("{name} ist seit {day} fertig"),
    DelegationState.UNDONE: message("von {name} am {day} unfertig zurückgegeben"),
}
_SOMEBODY = message("jemand")
