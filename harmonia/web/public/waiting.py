from datetime import datetime, timedelta
from math import ceil

from django.utils.timezone import now
from django.utils.translation import ngettext


def wait_words(until: datetime) -> str:
    """How long to wait after too many tries: the same words whoever tries."""
    minutes = max(1, ceil((until - now()) / timedelta(minutes=1)))
    return ngettext(
        "There were too many tries. Please wait %(minutes)d minute and try again.",
        "There were too many tries. Please wait %(minutes)d minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
