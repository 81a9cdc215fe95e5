"""Days that the government moved and that the calendar we build on does not know (yet): data with a source each.

The calendar of the package `holidays` brings Kazakhstan's public holidays, their moved days off and worked Saturdays.
A day listed here goes before it, so that an order published today counts today.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedDay:
    """`worked`: whether that day is a working day after all; `source`: the act that says so."""

    on: date
    worked: bool
    source: str


DAYS_CORRECTED: dict[date, CorrectedDay] = {}
