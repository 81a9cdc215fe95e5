"""What holds good for a time only: the check of the register entry, further training, a paper with a last day. Whose it
is, is warned in good time; when it is over he is taken from the directory, and his clients are told (booking's job).
"""

from datetime import datetime, timedelta
from uuid import UUID

from harmonia.core import working_days
from harmonia.notices import operations as notices
from harmonia.specialists import queries
from harmonia.specialists.operations import listing
from harmonia.specialists.operations.applications import PATH
from harmonia.specialists.rules import REMIND_DAYS, Expiry
from harmonia.specialists.states import Unlisted
from harmonia.vault import reading

BECAUSE = {"register": Unlisted.REGISTER_STALE}


def watch(*, at: datetime) -> None:
    """Warn those whose something ends soon; take from the directory those whose something has ended."""
    today = working_days.day_of(at)
    for specialist_id, person_id, expiry in queries.expiries(on=today):
        with reading.unless_blocked():
            if expiry.last_day < today:
                because = BECAUSE.get(expiry.what, Unlisted.INELIGIBLE)
                listing.unlist(specialist_id=specialist_id, because=because, by=None, at=at)
            else:
                _warn(person_id, expiry, at)


def _warn(person_id: UUID, expiry: Expiry, at: datetime) -> None:
    """Once for each term that has come; a day on which nothing ran is made up for."""
    left = (expiry.last_day - working_days.day_of(at)) / timedelta(days=1)
    due = [days for days in REMIND_DAYS if left <= days]
    if due:
        notices.send(
            "specialist.expiring", person_id=person_id, at=at, facts={"path": PATH},
            once=f"{expiry.what}:{expiry.last_day}:{min(due)}",
        )  # fmt: skip
