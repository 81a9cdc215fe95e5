"""The day of the tests: the one clock that the product asks, Django's, starts at NOW and goes on from there.

So a test means the same on any day. Journeys drive browsers and processes whose clocks are the machine's; they, and
what is marked `real_clock`, live in the real time.
"""

from datetime import UTC, datetime, tzinfo

from django.utils import timezone

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # Monday, 11:00 in Almaty
SHIFT = NOW - datetime.now(UTC)


class OnThatDay(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  a plain one, as everywhere
        return datetime.now(tz) + SHIFT


def begin() -> None:
    timezone.datetime = OnThatDay  # type: ignore[misc,attr-defined]  the name by which Django's `now` asks
