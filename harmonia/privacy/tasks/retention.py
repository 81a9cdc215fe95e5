from contextlib import suppress

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.privacy.operations import retention
from harmonia.privacy.queries import retention as queries


@jobs.every("10 20 * * *", "privacy.let_go")
def let_go() -> None:
    """Shortly after midnight in Almaty: what two people approved goes, then what comes next is worked out."""
    at = now()
    for run_id in queries.approved():
        retention.carry_on(run_id=run_id, at=at)
    if queries.is_time_to_work_out(at):
        with suppress(retention.NothingDue):
            retention.work_out(at=at)
