"""Keeps what stood in a field when its page was closed, as if it had been sent in time."""

import re
from collections.abc import Mapping
from dataclasses import replace

from audit.model.waves import Entry, Remark
from audit.service.actions import Caller
from audit.service.filling_in import save_entry, save_remark
from audit.service.forms import Form, open_form
from audit.service.house import House
from audit.service.taking_part import keep, open_visit


def keep_last_words(house: House, caller: Caller, draft: Mapping[str, str]) -> None:
    """Save a field of a sheet; any other field is of no concern.

    Raises `NotDone` when the caller may not write there, or when the value is no answer.
    """
    found = _FIELD.fullmatch(draft["key"])
    if found is None:
        return
    assessment, name, part = found["assessment"], found["name"], found["part"]
    if assessment is None:
        cells = open_visit(house, caller).sheet.plan.cells
        for cell in cells:
            if _in_a_key(cell) == name and part == "value":
                keep(house, caller, cell, draft["value"])
    else:
        form = open_form(house, caller, int(assessment))
        if part in {"value", "reason"}:
            _keep_entry(house, caller, form, name, {part: draft["value"]})
        else:
            _keep_remark(house, caller, form, name, {part: draft["value"]})


def _keep_entry(
    house: House, caller: Caller, form: Form, name: str, said: Mapping[str, str]
) -> None:
    for cell in form.sheet.plan.cells:
        if _in_a_key(cell) == name:
            entry = replace(form.sheet.entries.get(cell, Entry()), **said)
            after = form.revisions.get(cell, 0)
            save_entry(house, caller, form.assessment.id, cell, entry, after=after)


def _keep_remark(
    house: House, caller: Caller, form: Form, name: str, noted: Mapping[str, str]
) -> None:
    for question in form.questionnaire.questions():
        if _in_a_key(question.id) == name:
            remark = form.remarks.get(question.id, Remark())
            remark = Remark(
                noted.get("comment", remark.comment),
                noted.get("evidence", remark.evidence),
                remark.need_for_action,
            )
            after = form.remark_revisions.get(question.id, 0)
            save_remark(house, caller, form.assessment.id, question.id, remark, after=after)


_FIELD = re.compile(
    r"(?:bogen-(?P<assessment>\d{1,10})|gast-\d+-[a-z]+)--(?P<name>[\w-]+?)"
    r"--(?P<part>value|reason|comment|evidence)(?:--\d+--[\w-]+)?",
    re.ASCII,
)
"""How `audit.ui.asking` names its widgets."""


def _in_a_key(name: str) -> str:
    """Write a name as Streamlit does in the classes of a page."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", name)
