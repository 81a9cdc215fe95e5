"""When what can wait does wait. The numbers are ours: no law sets them for letters; a person changes his own."""

from harmonia.policy.terms import QuietHours, Text

NIGHT = "night"
QUIET_HOURS: dict[str, QuietHours] = {
    NIGHT: QuietHours(
        key=NIGHT,
        title=Text(kk="түнгі тыныштық", ru="тихие часы ночью", en="quiet hours at night"),
        starts_hour=22,
        ends_hour=8,
        near_hours=3,
    ),
}
