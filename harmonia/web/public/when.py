"""The times of day and week that a person may ask for, as windows in his own zone."""

from datetime import date, time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmonia.booking.rules.windows import DAYS, Window

NAMES: dict[str, str | Promise] = {
    "soon": _("within three days"),
    "mornings": _("in the morning, before 12:00"),
    "daytime": _("in the daytime, 12:00–18:00"),
    "evenings": _("in the evening, after 18:00"),
    "weekends": _("at the weekend"),
}
HOURS: dict[str, tuple[time, time | None]] = {
    "mornings": (time(5), time(12)),
    "daytime": (time(12), time(18)),
    "evenings": (time(18), None),
}
WEEKEND = frozenset({5, 6})


def window(key: str, *, zone: str, today: date) -> Window:
    starts, ends = HOURS.get(key, (time(0), None))
    days = 3 if key == "soon" else DAYS
    weekdays = WEEKEND if key == "weekends" else frozenset(range(7))
    return Window(zone=zone, first=today, days=days, starts=starts, ends=ends, weekdays=weekdays)
