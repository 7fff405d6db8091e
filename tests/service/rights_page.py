"""Writes `docs/security/rights.md` from the registry of actions, the table of rights and the states
in which each action was tried.

    python -m tests.service.rights_page
"""

from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import audit.service
from audit.model.organisation import ROLES, Role
from audit.model.waves import AssessmentState, WaveState
from audit.service.actions import ACTIONS
from audit.service.rights import RIGHTS, RIGHTS_OVER_ONESELF, Reach, Right
from audit.service.rights import RIGHTS_IN_GIVEN_AREAS as GIVEN
from tests.service.states import BY_HAND, OF_A_SHEET, OF_A_WAVE, SHEETS

PAGE = Path(__file__).parents[2] / "docs" / "security" / "rights.md"

HEAD = """# Who may do what

Written by `python -m tests.service.rights_page` from the program itself; do not edit. A test fails
when it is out of date. In German, for everybody:
[Wer sieht was](../data-protection/wer-sieht-was.md).

Every function by which somebody acts is an action with one right. Whoever acts is looked up anew
each time, with the offices of this moment. What is not listed is denied, and a denial does not tell
whether there is anything. `tests/service/test_rights.py` calls each action as each role, as
somebody without an office, and as a guest, on things of each unit; `tests/service/test_states.py`
calls each action on a sheet or a wave in each of its states. Both fail when an action is missing.

- own: the unit of the office and all units below it, as the administration is today
- all: the whole administration
- link: what the link is for
- self: what concerns oneself
- –: denied

Whoever was given areas of a sheet by its head has, within these areas and until the sheet is handed
in, also: {given}.
"""


def page() -> str:
    """Write the whole page."""
    for found in walk_packages(audit.service.__path__, "audit.service."):
        import_module(found.name)
    names = {name.removeprefix("audit.service."): entry for name, entry in ACTIONS.items()}
    roles = [role.name.lower() for role in Role]
    return "\n".join(
        [
            HEAD.format(given=", ".join(f"`{one.name}`" for one in Right if one in GIVEN)),
            "## Roles\n",
            *_table(["role", "in the app"], ([f"`{r.name.lower()}`", ROLES[r].text] for r in Role)),
            "\n## Rights\n",
            *_table(["right", *roles], ([f"`{right.name}`", *_reaches(right)] for right in Right)),
            "\n## Actions\n",
            *_table(
                ["action", "right", "", *roles],
                (
                    [f"`{name}`", f"`{right.name}`", "writes" if writes else "", *_reaches(right)]
                    for name, (right, writes) in sorted(names.items())
                ),
            ),
            "\n## Actions on a sheet, by its state\n",
            "Only with the right above. A wave that is planned has only drafts.\n",
            *_table(
                ["action", *(f"{wave.value}, {state.value}" for wave, state in SHEETS)],
                ([f"`{n}`", *_marks(OF_A_SHEET[n], SHEETS)] for n in sorted(OF_A_SHEET)),
            ),
            "\nFor these, more counts than the state:\n",
            *(f"- `{name}`: {when}" for name, when in sorted(BY_HAND.items())),
            "\n## Actions on a wave, by its state\n",
            *_table(
                ["action", *(state.value for state in WaveState)],
                ([f"`{n}`", *_marks(OF_A_WAVE[n], WaveState)] for n in sorted(OF_A_WAVE)),
            ),
            "",
        ]
    )


def _reaches(right: Right) -> Iterator[str]:
    """Say how far a right goes for each role; over oneself everybody has it who signs in."""
    said = {Reach.OWN: "own", Reach.ALL: "all", Reach.LINK: "link", None: "–"}
    for role in Role:
        if right in RIGHTS_OVER_ONESELF:
            yield "–" if role is Role.GUEST else "self"
        else:
            yield said[RIGHTS[role].get(right)]


def _marks(
    can: Collection[object], states: Iterable[WaveState | tuple[WaveState, AssessmentState]]
) -> Iterator[str]:
    return ("yes" if state in can else "–" for state in states)


def _table(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
