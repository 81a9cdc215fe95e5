from harmonia.core.classification import Classified, Technical

COUNT = Technical("a count of readings, without anything of who read")

CLASSIFIED = (
    Classified(
        model="statistics.PageViews",
        subject=None,
        columns={name: COUNT for name in ("id", "day", "page", "language", "views")},
    ),
)
