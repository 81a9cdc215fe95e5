"""What a worker leaves unfinished when it dies. Its jobs stay "doing" in the table, and nobody would come for them."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import now
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from harmonia.core import jobs

DEAD = timedelta(seconds=30)  # three heartbeats of a worker
DEATHS = 20  # a job that has seen so many workers die is taken for the cause


@jobs.every("* * * * * */10", "core.take_up_stalled")
def take_up_stalled() -> None:
    """Back into the queue, where jobs are safe to run twice."""
    moment = now()
    abandoned = Q(worker=None) | Q(worker__last_heartbeat__lt=moment - DEAD)
    stalled = ProcrastinateJob.objects.filter(abandoned, status=Status.DOING.value).order_by("pk")
    for number, attempts in stalled.values_list("pk", "attempts"):
        if attempts >= DEATHS:
            _finish(number, Status.FAILED, delete=False)
            continue
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(number, retry_at=moment)
        except UniqueViolation:  # the same job waits already, and does for both
            _finish(number, Status.ABORTED, delete=True)
        except ConnectorException:  # it ended, or somebody took it up, since we looked
            continue


def _finish(number: int, status: Status, *, delete: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.queries["finish_job"], {"job_id": number, "status": status.value, "delete_job": delete})
