"""Workers that may be killed at any moment: this process imports everything, each child of it hands over what waits.

`python -m tests.notices.dying hand_over NAME NAME`: the children hand over the notices of these two databases and come
to an end. `... work`: each child is the worker of the service itself, and lives until it is told to stop or killed.
Tells on standard output: "child PID", and "done" when a child came to the end.
"""

import os
import signal
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmonia.config.settings")


def hand_over() -> None:
    from harmonia.core.row_security import SERVICE, as_reader
    from harmonia.notices import operations
    from harmonia.notices.models import Notice
    from harmonia.notices.states import NoticeState
    from tests.notices.conftest import NOW

    waiting = Notice.objects.filter(state=NoticeState.QUEUED).order_by("created_at", "pk")
    with as_reader(SERVICE):  # as every job runs
        for notice_id in list(waiting.values_list("pk", flat=True)):
            operations.deliver(notice_id=notice_id, at=NOW)


def work() -> None:
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency=4")


WAYS: dict[str, Callable[[], None]] = {"hand_over": hand_over, "work": work}


def main() -> None:
    import django

    from harmonia.config import settings

    for alias, name in zip(("default", "keys"), sys.argv[2:4], strict=False):
        settings.DATABASES[alias]["NAME"] = name
    django.setup()
    from harmonia.notices import operations  # noqa: F401  what the children need is imported before they begin

    while True:
        child = os.fork()
        if child == 0:
            WAYS[sys.argv[1]]()
            os._exit(0)
        signal.signal(signal.SIGTERM, lambda *_, child=child: os.kill(child, signal.SIGTERM))
        sys.stdout.write(f"child {child}\n")
        sys.stdout.flush()
        status = os.waitpid(child, 0)[1]
        if os.WIFEXITED(status):
            sys.stdout.write("done\n" if os.WEXITSTATUS(status) == 0 else "failed\n")
            return


if __name__ == "__main__":
    main()
