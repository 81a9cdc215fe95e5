from harmonia.notices.queries.notices import inbox, locked, preferences, unread, wanted
from harmonia.notices.queries.returns import by_carrier_number, dead_channels, is_dead, sent_letter, stranded

__all__ = [
    "by_carrier_number",
    "dead_channels",
    "inbox",
    "is_dead",
    "locked",
    "preferences",
    "sent_letter",
    "stranded",
    "unread",
    "wanted",
]
