"""Charts drawn here, as SVG without a script: bars whose places are shares of the width and of the height, so that a
phone and a desk show the same drawing and its words keep their size. Whoever shows one puts its table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 0.25  # of a bar's place
STEPS = (1, 2, 4, 5, 10)


@dataclass(frozen=True)
class Bar:
    """Where it stands and how high it is, in per cent of the drawing. `name`: what it counts, in words."""

    x: float
    width: float
    height: float
    name: str
    amount: int

    @property
    def y(self) -> float:
        return round(100 - self.height, 2)


@dataclass(frozen=True)
class Chart:
    """`top`: what the upper line stands for; `ends`: the names under the drawing, left, in the middle and right."""

    bars: tuple[Bar, ...]
    top: int

    @property
    def middle(self) -> int | None:
        return self.top // 2 if self.top % 2 == 0 else None

    @property
    def ends(self) -> tuple[str, ...]:
        names = [bar.name for bar in self.bars]
        return (names[0], names[len(names) // 2], names[-1]) if len(names) > 2 else tuple(names)

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.amount)


def bars(counts: Sequence[tuple[str, int]]) -> Chart:
    """(name, amount) from left to right. There must be at least one."""
    top = round_above(max(amount for _, amount in counts))
    place = 100 / len(counts)
    return Chart(
        tuple(
            Bar(
                x=round(place * (number + GAP / 2), 2),
                width=round(place * (1 - GAP), 2),
                height=round(100 * amount / top, 2),
                name=name,
                amount=amount,
            )
            for number, (name, amount) in enumerate(counts)
        ),
        top,
    )


def round_above(amount: int) -> int:
    """The next number that reads easily: 7 -> 10, 13 -> 20, 0 -> 2."""
    tenfold = int(f"1{'0' * (len(str(amount)) - 1)}")
    return max(2, next(tenfold * step for step in STEPS if tenfold * step >= amount))
