"""The calculation of a node written out with its values, to be checked with a pocket calculator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from audit.model.messages import Message, Translator, message
from scoring.methods import Children
from scoring.rounding import TOLERANCE

SENTENCES: Mapping[str, Message] = {
    "mean": message("Mittel: Alle Teile zählen gleich."),
    "weighted_mean": message("Gewichtetes Mittel: Punkte mal Gewicht, geteilt durch die Gewichte."),
    "sum": message("Summe der Punkte."),
    "minimum": message("Der niedrigste Wert zählt."),
    "maximum": message("Der höchste Wert zählt."),
    "share": message("Anteil der erfüllten Teile in Prozent."),
}
"""How each method makes a score."""

POINT_DECIMALS = 2
WEIGHT_DECIMALS = 6


@dataclass(frozen=True)
class _Part:
    """A child that takes part."""

    points: float
    weight: float


def formula(method: str, children: Children, result: float, language: Translator) -> str:
    """Write the calculation for one subject, e.g. `(2 × 75 + 50) ÷ (2 + 1) ≈ 66,67`.

    `children` holds one subject. Points are shown with two decimals, weights with six; `≈` says
    that digits are cut.
    """
    parts = [
        _Part(float(points), weight)
        for points, present, weight in zip(
            children.points[:, 0], children.present[:, 0], children.weights, strict=True
        )
        if present and weight != 0
    ]
    left = _WRITERS[method](parts, children.met_from, language.number)
    points = [*(part.points for part in parts), result]
    exact = _is_shown(points, POINT_DECIMALS) and _is_shown(
        [part.weight for part in parts], WEIGHT_DECIMALS
    )
    return f"{left} {'=' if exact else '≈'} {language.number(result)}"


def _is_shown(values: Sequence[float], decimals: int) -> bool:
    """Tell whether so many decimals show the values as they are."""
    return all(abs(value - round(value, decimals)) < TOLERANCE for value in values)


class Number(Protocol):
    """Writes a number in a language."""

    def __call__(self, value: float, decimals: int = POINT_DECIMALS) -> str: ...


def _mean(parts: Sequence[_Part], _: float, number: Number) -> str:
    return f"({' + '.join(number(part.points) for part in parts)}) ÷ {len(parts)}"


def _weighted_mean(parts: Sequence[_Part], _: float, number: Number) -> str:
    weights = " + ".join(number(part.weight, WEIGHT_DECIMALS) for part in parts)
    return f"({_products(parts, number)}) ÷ ({weights})"


def _sum(parts: Sequence[_Part], _: float, number: Number) -> str:
    return _products(parts, number)


def _lowest(parts: Sequence[_Part], _: float, number: Number) -> str:
    return f"min({'; '.join(number(part.points) for part in parts)})"


def _highest(parts: Sequence[_Part], _: float, number: Number) -> str:
    return f"max({'; '.join(number(part.points) for part in parts)})"


def _share(parts: Sequence[_Part], met_from: float, number: Number) -> str:
    """Write 100 times the weights of what is met, divided by all weights."""
    met = [part for part in parts if part.points >= met_from - TOLERANCE]
    above = " + ".join(number(part.weight, WEIGHT_DECIMALS) for part in met) or "0"
    below = " + ".join(number(part.weight, WEIGHT_DECIMALS) for part in parts)
    return f"100 × ({above}) ÷ ({below})"


def _products(parts: Sequence[_Part], number: Number) -> str:
    """Write weight times points for each part; a weight of 1 is left out, a deduction has a
    minus."""
    terms = []
    for place, part in enumerate(parts):
        sign = "− " if part.weight < 0 else "+ " if place else ""
        factor = "" if abs(part.weight) == 1 else f"{number(abs(part.weight), WEIGHT_DECIMALS)} × "
        points = number(part.points) if part.points >= 0 else f"({number(part.points)})"
        terms.append(f"{sign}{factor}{points}")
    return " ".join(terms)


_WRITERS: Mapping[str, Callable[[Sequence[_Part], float, Number], str]] = {
    "mean": _mean,
    "weighted_mean": _weighted_mean,
    "sum": _sum,
    "minimum": _lowest,
    "maximum": _highest,
    "share": _share,
}
