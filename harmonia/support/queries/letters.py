"""Reads of letters. Nothing here opens them: whoever reads a letter names his purpose."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.support.models import Arrival, AttachedFile, Letter, Link, ReadyAnswer, Reply, Thread
from harmonia.support.states import FOR_A_PERSON, OPEN, FileState, LetterState, Proof, ReplyKind, Way


def same_bytes(digest: bytes) -> Letter | None:
    return Letter.objects.filter(raw_digest=digest).first()


def has_arrived(source: str, place: str) -> bool:
    return Arrival.objects.filter(source=source, place=place).exists()


def locked(letter_id: UUID) -> Letter | None:
    """None: somebody else has it in his hands, or it is gone."""
    return Letter.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=letter_id).first()


def unread_before(moment: datetime, *, most: int) -> list[UUID]:
    """Letters that wait to be read for too long: their job died."""
    waiting = Letter.objects.filter(state=LetterState.STORED, received_at__lt=moment).order_by("received_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:most])


def letter(letter_id: UUID) -> Letter:
    """Raises Letter.DoesNotExist."""
    return Letter.objects.get(pk=letter_id)


def lock_sender(index: bytes) -> None:
    """Letters of one address are settled one after another, so that of two copies one comes first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"letters {index.hex()}"])


def copy_of(*, message_digest: bytes, signature_digest: bytes | None, proved: bool, but: UUID) -> Letter | None:
    """An earlier letter that this one repeats. What proves nothing cannot stand in the way of what is proved."""
    same = Q(message_digest=message_digest) if not proved else Q(message_digest=message_digest) & ~Q(proof=Proof.NONE)
    if signature_digest is not None:
        same |= Q(signature_digest=signature_digest)
    earlier = Letter.objects.filter(same).exclude(pk=but).exclude(state__in=(LetterState.DUPLICATE, LetterState.STORED))
    return earlier.order_by("received_at", "pk").first()


def known_person(address: str) -> Person | None:
    """The living account whose proved address this is."""
    person = people.by_email(address) if address else None
    return person if person and person.email_verified_at and person.closed_at is None and person.is_active else None


def thread_of(
    *, token: str, answers: Collection[UUID], number: int | None, sender_index: bytes | None, person: Person | None
) -> Thread | None:
    """The conversation that a letter belongs to, if its sender has been in it."""
    marks = Q(letters__replies__pk__in=answers)
    if token:
        marks |= Q(token=token)
    if number is not None:
        marks |= Q(pk=number)
    him = Q(letters__sender_index=sender_index) if sender_index else Q(pk=None)
    if person is not None:
        him |= Q(person=person)
    found = Thread.objects.filter(marks).order_by("pk").distinct()
    return Thread.objects.filter(him, pk__in=list(found.values_list("pk", flat=True)[:5])).order_by("pk").first()


def written_to_sender(index: bytes | None, *, since: datetime) -> int:
    """How often the program wrote to an address that is nobody's."""
    return _by_program(since).filter(letter__sender_index=index, to_person=None).count()


def written_to_person(person_id: UUID, *, since: datetime, kind: str | None = None) -> int:
    found = _by_program(since).filter(to_person_id=person_id)
    return found.filter(kind=kind).count() if kind else found.count()


def written_to_strangers(*, since: datetime) -> int:
    return _by_program(since).filter(to_person=None).count()


def _by_program(since: datetime) -> QuerySet[Reply]:
    return Reply.objects.filter(written_at__gt=since).exclude(kind=ReplyKind.ANSWER)


def locked_thread(pk: int) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).get(pk=pk)


def locked_reply(reply_id: UUID) -> Reply | None:
    """None: somebody else sends it, or it is gone."""
    return Reply.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=reply_id).first()


def locked_file(file_id: UUID) -> AttachedFile | None:
    """None: somebody else asks the scanner about it, or it is gone."""
    return AttachedFile.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=file_id).first()


def file_of(letter_id: UUID, file_id: UUID) -> AttachedFile:
    """Raises AttachedFile.DoesNotExist."""
    return AttachedFile.objects.select_related("letter").get(pk=file_id, letter_id=letter_id)


def files_of(letter_id: UUID) -> list[AttachedFile]:
    """In the letter's own order; their names open for a purpose only."""
    return list(AttachedFile.objects.filter(letter_id=letter_id).order_by("place", "pk"))


def ready_answers() -> list[ReadyAnswer]:
    return list(ReadyAnswer.objects.order_by("title", "pk"))


def ready_answer(number: int) -> ReadyAnswer:
    """Raises ReadyAnswer.DoesNotExist."""
    return ReadyAnswer.objects.get(pk=number)


def locked_ready(number: int) -> ReadyAnswer:
    """Raises ReadyAnswer.DoesNotExist."""
    return ReadyAnswer.objects.select_for_update(of=("self",)).get(pk=number)


def quarantined_before(moment: datetime, *, most: int) -> list[UUID]:
    """What the scanner has not answered about."""
    waiting = AttachedFile.objects.filter(state=FileState.QUARANTINED, taken_out_at__lt=moment)
    return list(waiting.order_by("taken_out_at", "pk").values_list("pk", flat=True)[:most])


def locked_link(link_id: UUID) -> Link:
    """Raises Link.DoesNotExist."""
    return Link.objects.select_for_update(of=("self",)).get(pk=link_id)


def awaiting_since_before(moment: datetime, *, most: int) -> list[UUID]:
    """Letters whose yes never came."""
    waiting = Letter.objects.filter(state=LetterState.AWAITING, sorted_at__lt=moment).order_by("sorted_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:most])


def written_by(person_id: UUID, *, since: datetime) -> int:
    return Letter.objects.filter(person_id=person_id, way=Way.FORM, received_at__gt=since).count()


def found(letter_id: UUID) -> Letter | None:
    return Letter.objects.filter(pk=letter_id).first()


def for_desk(state: str) -> QuerySet[Letter]:
    """Letters in this state, the oldest first, without what they say; '' is all that waits for a person."""
    wanted = (state,) if state else FOR_A_PERSON
    found = Letter.objects.filter(state__in=wanted).select_related("thread").defer("raw", "text", "envelope")
    return found.order_by("received_at", "pk")


def desk_queue() -> QuerySet[Letter, dict[str, Any]]:
    """All that waits for a person."""
    return queues.waiting(for_desk(""), since="received_at", held_by="thread__assigned_to")


def waiting_for_a_person() -> dict[str, int]:
    """How many letters stand in each state that a person may act upon."""
    found = Letter.objects.filter(state__in=OPEN).values_list("state").annotate(number=Count("pk")).order_by("state")
    return dict(found)


def letters_in(thread: Thread | None) -> list[Letter]:
    """The whole conversation, oldest first; its letters by anybody."""
    if thread is None:
        return []
    found = Letter.objects.filter(thread=thread).prefetch_related(Prefetch("replies", _oldest_first()))
    return list(found.defer("raw", "envelope").order_by("received_at", "pk"))


def _oldest_first() -> QuerySet[Reply]:
    return Reply.objects.order_by("written_at", "pk")


def threads_of(person: Person) -> QuerySet[Thread]:
    """The person's own conversations, the newest first."""
    return Thread.objects.filter(person=person).order_by("-opened_at", "-pk")


def letters_of(person: Person, thread: Thread) -> list[Letter]:
    """Those of a conversation that are proved to be his, with what was answered, oldest first."""
    his = Letter.objects.filter(thread=thread, thread__person=person, person=person).exclude(proof=Proof.NONE)
    found = his.prefetch_related(Prefetch("replies", _oldest_first()))
    return list(found.defer("raw", "envelope").order_by("received_at", "pk"))


def letters_about(person: Person, request_id: UUID) -> list[Letter]:
    """The person's letters on whose ground a request was opened, oldest first."""
    his = Letter.objects.filter(person=person, request_id=request_id).exclude(proof=Proof.NONE)
    return list(his.select_related("thread").defer("raw", "envelope").order_by("received_at", "pk"))
