from harmonia.core import jobs


@jobs.task("notices.deliver")
def deliver(notice_id: str) -> None:
    """Send one queued notice."""
