"""core's own table, and those that come with packages: none of them says anything about a person by itself."""

from harmonia.core.classification import Classified, Technical

NUMBER = Technical("a number given by the database")
OF_DJANGO = Technical("names of models and permissions, the same in every installation")
OF_JOBS = Technical("the queue's own bookkeeping")
ARGUMENTS = Technical("ids, keys and times; a test plants a person and finds nothing of him here")

CLASSIFIED = (
    Classified(
        "core.StoredAnswer",
        "person_id",
        {
            "id": Technical("a random number"),
            "person_id": Technical("a random number; points to a person while his account exists"),
            "key": Technical("a random number made by the browser"),
            "request_sha256": Technical("a hash of ids and times"),
            "answer": Technical("ids of what was made"),
            "created_at": Technical("when it was answered"),
        },
        while_blocked="keeps a second click from making a second request; what it answers to is guarded itself",
    ),
    Classified("contenttypes.ContentType", None, {"id": NUMBER, "app_label": OF_DJANGO, "model": OF_DJANGO}),
    Classified(
        "auth.Permission",
        None,
        {"id": NUMBER, "name": OF_DJANGO, "content_type": OF_DJANGO, "codename": OF_DJANGO},
    ),
    Classified("auth.Group", None, {"id": NUMBER, "name": OF_DJANGO}),
    Classified("auth.Group_permissions", None, {"id": NUMBER, "group": OF_DJANGO, "permission": OF_DJANGO}),
    Classified("procrastinate.ProcrastinateWorker", None, {"id": NUMBER, "last_heartbeat": OF_JOBS}),
    Classified(
        "procrastinate.ProcrastinateJob",
        None,
        {
            "args": ARGUMENTS,
            **dict.fromkeys(
                (
                    "id", "queue_name", "task_name", "priority", "lock", "status", "scheduled_at", "attempts",
                    "queueing_lock", "abort_requested", "worker",
                ),
                OF_JOBS,
            ),
        },
    ),
    Classified(
        "procrastinate.ProcrastinateEvent", None, dict.fromkeys(("id", "job", "type", "at"), OF_JOBS)
    ),
    Classified(
        "procrastinate.ProcrastinatePeriodicDefer",
        None,
        dict.fromkeys(("id", "task_name", "defer_timestamp", "job", "periodic_id"), OF_JOBS),
    ),
)  # fmt: skip
