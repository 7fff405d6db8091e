"""Reads a printed calculation back and works it out from nothing but its own digits.

65,5 × 2 + 30 − 0,5 × 10    (1 + 2 + 3) ÷ 3    min(40; 60)    100 × (1 + 2) ÷ (1 + 2 + 1)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

NUMBER = {"de": r"-?\d{1,3}(?:\.\d{3})*(?:,\d+)?", "en": r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?"}
HALF_A_DIGIT = Fraction(5, 1000)
"""Printed with two decimals, a number may stand for anything this close to it."""


@dataclass(frozen=True)
class Between:
    """All that a calculation with cut digits can come to."""

    low: Fraction
    high: Fraction

    def __add__(self, other: "Between") -> "Between":
        return Between(self.low + other.low, self.high + other.high)

    def __neg__(self) -> "Between":
        return Between(-self.high, -self.low)

    def __mul__(self, other: "Between") -> "Between":
        return self._each(other, lambda one, another: one * another)

    def __truediv__(self, other: "Between") -> "Between":
        return self._each(other, lambda one, another: one / another)

    def _each(self, other: "Between", do: Callable[[Fraction, Fraction], Fraction]) -> "Between":
        pairs = product((self.low, self.high), (other.low, other.high))
        ends = [do(one, another) for one, another in pairs]
        return Between(min(ends), max(ends))


@dataclass
class Calculation:
    """What stands left and right of `=` or `≈`."""

    text: str
    language: str
    points: list[str] = field(default_factory=list)
    """The numbers that are added or compared, as they are printed."""
    weights: list[str] = field(default_factory=list)
    """The numbers that others are multiplied with or divided by."""

    def __post_init__(self) -> None:
        left, self.sign, right = re.split(" ([=≈]) ", self.text)
        self.result = right
        self._tokens = re.findall(rf"{NUMBER[self.language]}|min|max|[-+−×÷();]|\S", left)
        self.left = self._sum(exact=self.sign == "=")
        assert not self._tokens, f"{self.text}: what does {self._tokens} mean?"

    @property
    def is_right(self) -> bool:
        """Tell whether the printed digits can come to the printed result."""
        result = value_of(self.result, self.language)
        if self.sign == "=":
            return self.left.low == self.left.high == result
        return self.left.low - HALF_A_DIGIT <= result <= self.left.high + HALF_A_DIGIT

    def _sum(self, exact: bool) -> Between:
        found = -self._product(exact) if self._accept("−") else self._product(exact)
        while self._next in ("+", "−"):
            found = found + (-self._product(exact) if self._take() == "−" else self._product(exact))
        return found

    def _product(self, exact: bool) -> Between:
        found = self._factor(exact)
        while self._next in ("×", "÷"):
            if self._take() == "×":
                found = found * self._factor(exact)
            else:
                found = found / self._factor(exact=True, divides=True)
        return found

    def _factor(self, exact: bool, divides: bool = False) -> Between:
        token = self._take()
        if token in ("min", "max"):
            assert self._accept("(")
            parts = [self._sum(exact)]
            while self._accept(";"):
                parts.append(self._sum(exact))
            assert self._accept(")")
            pick = min if token == "min" else max
            return Between(pick(part.low for part in parts), pick(part.high for part in parts))
        if token == "(":
            before = len(self.points)
            found = self._sum(exact)
            assert self._accept(")")
            if divides:
                self.weights += self.points[before:]
                del self.points[before:]
            return found
        number = value_of(token, self.language)
        is_weight = divides or self._next == "×"
        (self.weights if is_weight else self.points).append(token)
        margin = Fraction(0) if exact or is_weight else HALF_A_DIGIT
        return Between(number - margin, number + margin)

    @property
    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _take(self) -> str:
        return str(self._tokens.pop(0))

    def _accept(self, token: str) -> bool:
        if self._next == token:
            self._tokens.pop(0)
            return True
        return False


def value_of(printed: str, language: str) -> Fraction:
    """Read a printed number; any other text is a ValueError."""
    thousands, decimal = {"de": (".", ","), "en": (",", ".")}[language]
    return Fraction(printed.replace(thousands, "").replace(decimal, "."))
