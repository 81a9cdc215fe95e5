"""How we call time zones in the three languages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES = {
    "Asia/Almaty": gettext_lazy("Almaty time"),
    "Asia/Qyzylorda": gettext_lazy("Kyzylorda time"),
    "Asia/Aqtau": gettext_lazy("Aktau time"),
    "Asia/Aqtobe": gettext_lazy("Aktobe time"),
    "Asia/Atyrau": gettext_lazy("Atyrau time"),
    "Asia/Oral": gettext_lazy("Oral time"),
    "Asia/Qostanay": gettext_lazy("Kostanay time"),
    "Asia/Tashkent": gettext_lazy("Tashkent time"),
    "Asia/Bishkek": gettext_lazy("Bishkek time"),
    "Asia/Dubai": gettext_lazy("Dubai time"),
    "Asia/Seoul": gettext_lazy("Seoul time"),
    "Asia/Tbilisi": gettext_lazy("Tbilisi time"),
    "Europe/Moscow": gettext_lazy("Moscow time"),
    "Europe/Istanbul": gettext_lazy("Istanbul time"),
    "Europe/Berlin": gettext_lazy("Berlin time"),
    "Europe/Warsaw": gettext_lazy("Warsaw time"),
    "Europe/Prague": gettext_lazy("Prague time"),
    "Europe/London": gettext_lazy("London time"),
    "America/New_York": gettext_lazy("New York time"),
    "America/Los_Angeles": gettext_lazy("Los Angeles time"),
    "UTC": gettext_lazy("universal time (UTC)"),
}


def name_of(zone: str) -> str:
    if zone in NAMES:
        return str(NAMES[zone])
    return _("time of %(place)s") % {"place": zone.rpartition("/")[2].replace("_", " ")}


def choices() -> list[tuple[str, str]]:
    """For a form: the zones that have a name, ours first."""
    return [(zone, str(name)) for zone, name in NAMES.items()]
