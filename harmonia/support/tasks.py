import logging
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.core.scanner import ScannerAway
from harmonia.support import operations, queries
from harmonia.support.gateways.mailbox import MailboxAway
from harmonia.support.rules import limits
from harmonia.support.states import ReplyState

log = logging.getLogger(__name__)
WAITED = timedelta(minutes=2)


class CarrierAway(Exception):
    """The job's retry brings the reply again, after a growing pause."""


@jobs.every("* * * * * */30", "support.poll")
def poll() -> None:
    try:
        operations.poll(at=now())
    except operations.NoMailbox:
        return
    except MailboxAway as away:
        log.warning("the mailbox does not answer: %s", away)


@jobs.every("17 3 * * *", "support.tidy_mailbox")
def tidy_mailbox() -> None:
    operations.tidy_mailbox(at=now())


@jobs.every("23 3 * * *", "support.forget_empty_threads")
def forget_empty_threads() -> None:
    operations.forget_empty_threads(at=now())


@jobs.task("support.sort")
def sort(letter_id: str) -> None:
    operations.sort(letter_id=UUID(letter_id), at=now())


@jobs.every("* * * * *", "support.sort_waiting")
def sort_waiting() -> None:
    """Whatever a killed worker left unread."""
    for letter_id in queries.unread_before(now() - WAITED, most=200):
        with suppress(operations.StillAway):
            operations.sort(letter_id=letter_id, at=now())


@jobs.task("support.take_out")
def take_out(letter_id: str) -> None:
    operations.take_out(letter_id=UUID(letter_id), at=now())


@jobs.task("support.scan")
def scan(file_id: str) -> None:
    try:
        operations.scan(file_id=UUID(file_id), at=now())
    except ScannerAway as away:
        log.warning("the scanner does not answer: %s", away)  # it stays shut; `scan_waiting` asks again


@jobs.every("*/5 * * * *", "support.scan_waiting")
def scan_waiting() -> None:
    """What the scanner did not answer about, in its order; while it is away, one question is enough."""
    for file_id in queries.quarantined_before(now() - WAITED, most=200):
        try:
            operations.scan(file_id=file_id, at=now())
        except ScannerAway as away:
            log.warning("the scanner does not answer: %s", away)
            return


@jobs.task("support.deliver")
def deliver(reply_id: str) -> None:
    reply = operations.deliver(reply_id=UUID(reply_id), at=now())
    if reply is not None and reply.state == ReplyState.QUEUED:
        raise CarrierAway(reply_id)


@jobs.every("41 * * * *", "support.give_up_waiting")
def give_up_waiting() -> None:
    """No yes from the known address came in time."""
    for letter_id in queries.awaiting_since_before(now() - limits.CONFIRM_WITHIN, most=500):
        operations.give_up(letter_id=letter_id, at=now())
