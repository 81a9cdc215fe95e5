"""The second wall: PostgreSQL itself shows a row of the most sensitive tables only to whom it is about.

Who reads is a fact of the running code, not of the connection: a page runs as the person it is for, a job and a command
as the service, and what nobody declared sees nothing. The fact travels in one message with each statement that names a
guarded table, as a setting that lives until the end of that statement's transaction; so a connection that the next
request gets carries nothing of this one, whatever happened in between.

The policies are in the contexts' migrations, made by `policies`. The owner is held to them too, unless it is a
superuser: the application must never sign in as one.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

NOBODY = ""
SERVICE = "service"
GATE = "gate"  # the consent gate, which answers yes or no about anybody
STAFF = "staff"
# Names of tables, and of a function that writes one of them.
GUARDED = (
    "consent_let_go", "consent_record", "practice_earliertext", "practice_handover", "practice_note",
    "practice_supervision", "privacy_request", "privacy_step", "support_dispute", "support_letter", "support_reply",
    "support_thread",
    "surveys_participation", "surveys_quote", "surveys_talk", "wellbeing_original",
)  # fmt: skip
SET = "SELECT set_config('harmonia.reader', {reader}, {local})"

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
_reader: ContextVar[str] = ContextVar("row_reader", default=NOBODY)


@contextmanager
def as_reader(reader: str) -> Iterator[None]:
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Where a request begins: until its page says whom it is for, nothing is seen, whoever calls."""
    with as_reader(NOBODY):
        yield


def person(person_id: UUID) -> str:
    return str(person_id)


def staff(purpose: str) -> str:
    return f"{STAFF} {purpose}"


def runs_as(reader: str) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """For a function that has its own checks of who may do it, and needs rows of others to do it."""

    def decorate(function: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        @wraps(function)
        def run(*arguments: Parameters.args, **options: Parameters.kwargs) -> Answer:
            token = _reader.set(reader)
            try:
                return function(*arguments, **options)
            finally:
                _reader.reset(token)

        return run

    return decorate


def tell(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around every statement (`execute_wrappers`): say who reads, where a guarded table is named."""
    if not isinstance(sql, str) or not any(table in sql for table in GUARDED):
        return execute(sql, params, many, context)
    cursor = context["cursor"].cursor
    if many or hasattr(cursor, "name"):
        return _apart(execute, sql, params, many, context)
    answer = execute(f"{SET.format(reader=_quoted(), local='true')}; {sql}", params, many, context)
    cursor.nextset()
    return answer


def _quoted() -> str:
    """A number or a word of ours; it stands in the statement itself, whose parameters may have names or none."""
    reader = _reader.get()
    assert all(letter.isalnum() or letter in "-_ " for letter in reader), reader  # noqa: S101
    return f"'{reader}'"


def _apart(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """For cursors of the server's, which take one statement: until the end of the transaction, or of this."""
    connection = context["connection"]
    local = connection.in_atomic_block
    with connection.connection.cursor() as beside:
        beside.execute(SET.format(reader=_quoted(), local=str(local).lower()))
        try:
            return execute(sql, params, many, context)
        finally:
            if not local:
                beside.execute(SET.format(reader="''", local="false"))


def policies(table: str, *, seen_by: str, readers: Iterable[str]) -> str:
    """SQL: a row is there for the person in the column `seen_by` (or under the condition in it), and for `readers`."""
    reader = "(SELECT current_setting('harmonia.reader', true))"
    others = " OR ".join(f"{reader} LIKE '{one}%'" for one in readers)
    own = seen_by if " " in seen_by else f"{seen_by}::text = {reader}"
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY who_reads ON {table} USING ({others} OR {own});
"""


def no_policies(table: str) -> str:
    return f"""
DROP POLICY who_reads ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
