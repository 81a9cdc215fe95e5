from harmonia.core.classification import Classified, Technical

COUNT = Technical("a count of readings, without anything of who read")
SUM = Technical("a sum of a day, without anything of whose")

CLASSIFIED = (
    Classified(
        model="statistics.PageViews",
        subject=None,
        columns={name: COUNT for name in ("id", "day", "page", "language", "views")},
    ),
    Classified(
        model="statistics.DaySum",
        subject=None,
        columns={name: SUM for name in ("id", "day", "line", "amount")},
    ),
)
