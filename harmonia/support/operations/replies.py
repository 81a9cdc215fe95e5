"""What goes back: from the thread, to an address that is proved, once a letter, never in a loop.

The program writes by itself only to the known address of an account, or to a stranger whose letter is proved, within
limits. A reply's Message-ID comes from its id, so that a second copy is recognisable; the answer to it leads back here.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import gateways
from harmonia.notices import operations as notices
from harmonia.notices.states import Channel
from harmonia.support import queries
from harmonia.support.models import Letter, Link, Reply, Thread
from harmonia.support.operations.effects import Told
from harmonia.support.rules import limits, reading, threads, wording
from harmonia.support.states import REPLY_MOVES, LinkKind, Proof, ReplyKind, ReplyState
from harmonia.vault import operations as vault
from harmonia.vault import reading as vault_reading

TRIES = 8
LINKS = signing.Signer(salt="support.links")
LINKED = {
    ReplyKind.CONFIRM: (LinkKind.CONFIRM, limits.CONFIRM_WITHIN),
    ReplyKind.WITHDRAWN: (LinkKind.UNDO, limits.UNDO_WITHIN),
    ReplyKind.MARKETING_ENDED: (LinkKind.UNDO, limits.UNDO_WITHIN),
}


class NobodyToAnswer(Exception):
    """The letter names no address that one could write to."""


def queue(letter: Letter, kind: ReplyKind, *, told: Told, at: datetime) -> Reply | None:
    """Write by the program, once a letter and kind. None: a limit says that enough was written."""
    person = letter.account
    if _enough(letter, person, at):
        return None
    facts = {
        "thread": letter.thread.number if letter.thread else "",
        "requests": [list(each) for each in told.requests],
    }
    if kind in LINKED and person is not None and (kind == ReplyKind.CONFIRM or told.withdrawn):
        link_kind, term = LINKED[kind]
        link = Link.objects.create(
            letter=letter, person=person, kind=link_kind, undoes=list(told.withdrawn), made_at=at, expires_at=at + term
        )
        facts["until"] = link.expires_at.isoformat()
    _way_out(person, at)
    reply = Reply.objects.create(letter=letter, to_person=person, kind=kind, facts=facts, written_at=at)
    jobs.defer("support.deliver", reply_id=reply.pk)
    return reply


def _enough(letter: Letter, person: Person | None, at: datetime) -> bool:
    if person is not None:
        return queries.written_to_person(person.pk, since=at - limits.DAY) >= limits.A_DAY_TO_ONE_PERSON
    return (
        letter.proof == Proof.NONE
        or queries.written_to_sender(letter.sender_index, since=at - limits.DAY) >= limits.A_DAY_TO_ONE_STRANGER
        or queries.written_to_strangers(since=at - limits.HOUR) >= limits.AN_HOUR_TO_STRANGERS
    )


@runs_as(SERVICE)
@transaction.atomic
def deliver(*, reply_id: UUID, at: datetime) -> Reply | None:
    """Send a queued reply. Left QUEUED: the carrier could not take it now. None: gone, or in other hands."""
    reply = queries.locked_reply(reply_id)
    if reply is None or reply.state != ReplyState.QUEUED:
        return reply
    reply.attempts += 1
    try:
        with vault_reading.reading(_purpose(reply), actor=None):
            to = _address(reply)
            if to:
                gateways.send_letter(_letter(reply, to, at))
        _end(reply, ReplyState.SENT if to else ReplyState.SKIPPED, at)
    except (vault.Erased, vault_reading.Blocked):
        _end(reply, ReplyState.SKIPPED, at)
    except gateways.Undeliverable:
        _end(reply, ReplyState.FAILED, at)
    except gateways.TryLater:
        if reply.attempts >= TRIES:
            _end(reply, ReplyState.FAILED, at)
    reply.save(update_fields=["state", "attempts", "finished_at"])
    return reply


def _purpose(reply: Reply) -> str:
    """Whoever is blocked is answered on his rights; ordinary talk rests with his data."""
    ordinary = reply.kind == ReplyKind.ANSWER and reply.letter.request_id is None
    return policy.SUPPORT if ordinary else policy.RIGHTS


def _end(reply: Reply, state: ReplyState, at: datetime) -> None:
    move(reply, to=state, moves=REPLY_MOVES)
    reply.finished_at = at


def _address(reply: Reply) -> str:
    """The account's proved address; else the sender's own. A closed account gets nothing more."""
    person = reply.to_person
    if person is None:
        return reply.letter.sender or ""
    return people.addresses(person).email if person.closed_at is None and person.email_verified_at else ""


def _letter(reply: Reply, to: str, at: datetime) -> gateways.Letter:
    letter, person = reply.letter, reply.to_person
    with translation.override(person.language if person else letter.language):
        said = wording.say(ReplyKind(reply.kind), reply.facts, path=_path(letter), text=reply.text or "")
        way_out = _way_out(person, at)
        page = {
            "said": said,
            "way_out": way_out or notices.why_we_write(),
            "outside": not way_out,
            "language": translation.get_language(),
        }
        return gateways.Letter(
            notice_id=reply.pk,
            to=to,
            subject=said.subject,
            text=render_to_string("letters/reply.txt", page),
            html=render_to_string("letters/reply.html", page),
            at=at,
            headers=_headers(reply, letter) | notices.ways_out(way_out),
        )


def _way_out(person: Person | None, at: datetime) -> str:
    """What ends news and offers to the account; empty for somebody who has none: he gets neither. Made with the reply,
    so that a second copy of it, or one whose sender died, names a way out that is there."""
    if person is None:
        return ""
    return notices.unsubscribe_address(person_id=person.pk, channel=Channel.EMAIL, at=at)


def _headers(reply: Reply, letter: Letter) -> dict[str, str]:
    """The thread, as mail programs know it; and that a machine wrote, where one did (RFC 3834)."""
    own, thread = policy.Operator(**settings.OPERATOR).email, letter.thread
    before = _message_id(letter)
    headers = {
        "From": own,
        "Reply-To": threads.reply_address(own, thread.token) if thread else own,
        "Auto-Submitted": "no" if reply.kind == ReplyKind.ANSWER else "auto-replied",
    }
    return headers | ({"In-Reply-To": before, "References": before} if before else {})


def _message_id(letter: Letter) -> str:
    try:
        given = reading.read(letter.raw).message_id
    except reading.Unreadable:
        return ""
    return given if reading.MESSAGE_ID.fullmatch(given) else ""


def _path(letter: Letter) -> str:
    link = letter.links.order_by("pk").first()
    return f"{settings.PUBLIC_ADDRESS}/letters/{LINKS.sign(link.pk.hex)}/" if link else ""


def thread_for(letter: Letter, *, at: datetime) -> Thread:
    """The letter's thread; one that nobody could read gets its own when a person takes it up."""
    if letter.thread is None:
        letter.thread = Thread.objects.create(token=secrets.token_hex(10), person=None, opened_at=at)
        letter.save(update_fields=["thread"])
    return letter.thread


def write(letter: Letter, *, text: str, by: Person, at: datetime) -> Reply:
    """What a person of the staff answers. Raises NobodyToAnswer."""
    if letter.account is None and letter.sender_index is None:
        raise NobodyToAnswer(str(letter.pk))
    _way_out(letter.account, at)
    reply = Reply.objects.create(
        letter=letter,
        to_person=letter.account,
        kind=ReplyKind.ANSWER,
        facts={"thread": thread_for(letter, at=at).number},
        text=text,
        written_by=by.pk,
        written_at=at,
    )
    journal.record("support.answered", subject=letter.person_id or letter.pk, actor=by.pk, at=at, reply=str(reply.pk))
    jobs.defer("support.deliver", reply_id=reply.pk)
    return reply
