"""How large, how often, how long. What the law or the policy sets stands in the register, not here."""

from datetime import timedelta

LARGEST_LETTER_BYTES = 25 * 1024 * 1024
HEADERS_KEPT_BYTES = 64 * 1024
MOST_PARTS = 200
MOST_FILES = 30  # taken out of a letter to be scanned; what is beyond stays in the raw letter alone
MOST_WORDS_KEPT = 100_000  # characters of a letter's own words; the raw letter has all of them

TRIES = 8  # to read a letter, while the names of the internet do not answer
UNDO_WITHIN = timedelta(days=7)
CONFIRM_WITHIN = timedelta(days=7)
FRESH_WITHIN = timedelta(days=7)  # a letter signed longer ago is proved to be old, not to be meant today
KEPT_IN_MAILBOX = timedelta(days=7)

# Letters that the program writes by itself: a limit keeps us from being somebody's weapon against a mailbox.
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
A_DAY_FROM_ONE_PERSON = 20  # from the page in his cabinet; by mail he may write as he likes
A_DAY_TO_ONE_STRANGER = 1
A_DAY_TO_ONE_PERSON = 10
A_DAY_OF_CONFIRMATIONS = 3
AN_HOUR_TO_STRANGERS = 200


def headers_of(raw: bytes) -> bytes:
    """What is kept of a letter that is too large."""
    ends = [end for mark in (b"\r\n\r\n", b"\n\n") if (end := raw.find(mark)) >= 0]
    return raw[: min([*ends, HEADERS_KEPT_BYTES])]
