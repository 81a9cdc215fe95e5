"""A worker that may be killed at any moment: this process imports everything, each child of it does the work of letters
(poll, read, answer) until nothing is left. A child that was killed is followed by another.

Tells on standard output: "child PID", and "done" when a child came to the end.
"""

import os
import signal
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmonia.config.settings")


def at_work(crash: str) -> None:
    from harmonia.support import operations, queries
    from harmonia.support.models import Reply
    from harmonia.support.states import ReplyState
    from tests.factories import NOW

    moment = NOW
    if crash:
        _arm(crash)
    operations.poll(at=moment)
    while waiting := queries.unread_before(moment + timedelta(days=1), most=50):
        for letter_id in waiting:
            operations.sort(letter_id=letter_id, at=moment)
    for reply_id in list(Reply.objects.filter(state=ReplyState.QUEUED).order_by("pk").values_list("pk", flat=True)):
        operations.deliver(reply_id=reply_id, at=moment)


def _arm(crash: str) -> None:
    """Die before or after the named function is called for the first time: 'before module:Class.function'."""
    from importlib import import_module

    when, place = crash.split()
    module_name, name = place.split(":")
    owner: object = import_module(module_name)
    *path, last = name.split(".")
    for step in path:
        owner = getattr(owner, step)
    plain = getattr(owner, last)

    def deadly(*arguments: object, **options: object) -> object:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = plain(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, deadly)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    from harmonia.config import settings

    for alias, name in zip(("default", "keys"), sys.argv[1:3], strict=True):
        settings.DATABASES[alias]["NAME"] = name
    crashes = sys.argv[3:]
    import django

    django.setup()
    from harmonia.core.row_security import SERVICE, as_reader
    from harmonia.support import operations  # noqa: F401  what the children need is imported before they begin

    while True:
        child = os.fork()
        if child == 0:
            with as_reader(SERVICE):  # as every job runs
                at_work(crashes[0] if crashes else "")
            os._exit(0)
        say(f"child {child}")
        status = os.waitpid(child, 0)[1]
        crashes = crashes[1:]
        if os.WIFEXITED(status):
            say("done" if os.WEXITSTATUS(status) == 0 else "failed")
            return


if __name__ == "__main__":
    main()
