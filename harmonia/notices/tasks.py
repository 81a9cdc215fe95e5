from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.notices import operations, queries
from harmonia.notices.operations import mailing
from harmonia.notices.queries import campaigns

MOST_STRANDED = 1000


@jobs.task("notices.deliver")
def deliver(notice_id: str) -> None:
    operations.deliver(notice_id=UUID(notice_id), at=now())


@jobs.every("27 * * * *", "notices.deliver_stranded")
def deliver_stranded() -> None:
    """What lost its job to a trouble that nobody had thought of."""
    for notice_id in queries.stranded(now())[:MOST_STRANDED]:
        jobs.defer("notices.deliver", notice_id=notice_id)


@jobs.task("notices.send_code")
def send_code(code_id: str) -> None:
    operations.send_code(code_id=UUID(code_id), at=now())


@jobs.task("notices.tell_of_edition")
def tell_of_edition(number: int, after: str) -> None:
    operations.tell_of_edition(number=number, after=after, at=now())


@jobs.task("notices.tell_receipts")
def tell_receipts(person_id: str) -> None:
    """Raises journal's NotSealed while the checkpoint is awaited: the job's retry comes back to it."""
    operations.tell_receipts(person_id=UUID(person_id), at=now())


@jobs.task("notices.tell")
def tell(event: str, person_id: str) -> None:
    """For the contexts below, which cannot call: an event without facts."""
    operations.send(event, person_id=UUID(person_id), at=now())


@jobs.task("notices.campaign_step")
def campaign_step(campaign_id: str) -> None:
    mailing.step(campaign_id=UUID(campaign_id), at=now())


@jobs.every("* * * * *", "notices.drive_campaigns")
def drive_campaigns() -> None:
    """Each in a job of its own: one that cannot go on holds up no other."""
    for campaign_id in campaigns.under_way():
        jobs.defer("notices.campaign_step", campaign_id=campaign_id)


@jobs.task("notices.campaign_trial")
def campaign_trial(campaign_id: str, person_id: str, language: str, trial_id: str) -> None:
    mailing.send_trial(
        campaign_id=UUID(campaign_id),
        person_id=UUID(person_id),
        language=language,
        trial_id=UUID(trial_id),
        at=now(),
    )


@jobs.task("notices.marketing_withdrawn")
def marketing_withdrawn(person_id: str) -> None:
    mailing.marketing_withdrawn(person_id=UUID(person_id), at=now())


@jobs.task("notices.stop_signals")
def stop_signals(person_id: str) -> None:
    operations.stop_signals(person_id=UUID(person_id), at=now())


@jobs.every("11 3 * * *", "notices.forget_devices")
def forget_devices() -> None:
    operations.forget_devices(at=now())
