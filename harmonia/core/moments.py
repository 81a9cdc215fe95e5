"""How we say a moment to people: weekday, date, clock and the zone's name, in the active language."""

from datetime import datetime, tzinfo

from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import get_language

from harmonia.core import zones

DATES = {"ru": "j E", "kk": "j F", "en": "j F"}


def day(moment: datetime, zone: tzinfo) -> str:
    """'Tuesday, 24 November' (kk: '24 қараша, сейсенбі'); the year is said when it is another one."""
    local = moment.astimezone(zone)
    language = get_language() or "ru"
    pattern = DATES.get(language, "j F") + ("" if local.year == now().astimezone(zone).year else " Y")
    weekday, date = date_format(local, "l"), date_format(local, pattern)
    if language == "kk":
        return f"{date.lower()}, {weekday.lower()}"
    return f"{weekday.capitalize()}, {date}"


def in_full(moment: datetime, zone: tzinfo) -> str:
    """'Tuesday, 24 November, 18:00, Almaty time': everything that one needs not to be late."""
    return f"{day(moment, zone)}, {moment.astimezone(zone):%H:%M}, {zones.name_of(str(zone))}"
