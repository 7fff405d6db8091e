"""What all entries of a file have in common: the words and limits that authors meet everywhere."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A list in the file; unchangeable once read."""

Word = Annotated[T, Field(strict=False)]
"""One of a fixed list of words."""

ID_PATTERN = r"^[a-z][a-z0-9_-]{0,63}$"

CODE_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""A short permanent name: small letters, digits, `-` and `_`, beginning with a letter."""

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
"""The permanent name of an option; it may begin with a digit. Answers are stored by it."""


@dataclass(frozen=True)
class ForPeople:
    """Marks text that people read, to tell it from ids and codes; only such text is translated."""


Text = Annotated[str, StringConstraints(max_length=5000, pattern=r"\S"), ForPeople()]
"""What people read, in German; translations stand in `languages/`."""

Share = Annotated[float, Field(ge=0, le=1)]
"""0 to 1; 0.5 means half."""

Weight = Annotated[float, Field(ge=0, le=1000)]
"""Zero or positive and relative: only ratios between weights matter."""

Points = Annotated[float, Field(ge=-1_000_000, le=1_000_000)]
"""Any spacing, also below 0 and above 100: each question is normalised on its own range."""

Decimals = Annotated[int, Field(ge=0, le=6)]
"""Number of decimals that are kept; halves are rounded away from zero."""


class Entry(BaseModel):
    """Something written in a file: only known keys, exact types, unchangeable."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        populate_by_name=False,
    )
