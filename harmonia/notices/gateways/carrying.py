"""What every carrier may answer, and the folder that stands for all of them in the demonstration."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


class TryLater(Exception):
    """The carrier cannot take it now."""


class Unknown(TryLater):
    """It was handed over, and the line broke before the answer: perhaps it is taken, perhaps not."""


class Undeliverable(Exception):
    """The carrier will never take this one. `dead`: nor any other to that address, for it does not exist."""

    def __init__(self, reason: str, *, dead: bool = False) -> None:
        super().__init__(reason)
        self.dead = dead


def file_for(notice_id: UUID, at: datetime, ending: str) -> Path:
    """Named by time and notice: newest last, and a second delivery overwrites the first."""
    folder = Path(settings.LETTERS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{at:%Y%m%dT%H%M%S%f}-{notice_id}.{ending}"
