"""Reads of applications: the applicant's own, and the queue, which says nothing of anybody until it is opened."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.specialists import rules
from harmonia.specialists.models import Application, Document, Education, Remark, Specialist
from harmonia.specialists.rules import Expiry, Said
from harmonia.specialists.states import IN_QUEUE, ApplicationState, DocumentState


def application_of(person_id: UUID) -> Application | None:
    return Application.objects.filter(person_id=person_id).first()


def locked_application_of(person_id: UUID) -> Application | None:
    return Application.objects.select_for_update(of=("self",)).filter(person_id=person_id).first()


def locked_application(pk: UUID) -> Application | None:
    return Application.objects.select_for_update(of=("self",)).filter(pk=pk).first()


def said_in(application: Application) -> Said:
    """Inside the caller's reading."""
    born_on = application.birth_date
    return Said(date.fromisoformat(born_on) if born_on else None, application.answers)


def papers_of(application: Application) -> QuerySet[Document]:
    """Those that are there or may yet be: what was destroyed counts for nothing."""
    living = (DocumentState.QUARANTINED, DocumentState.CLEAN)
    return Document.objects.filter(application=application, state__in=living)


def all_papers_of(application: Application) -> list[Document]:
    """With those that were refused, so that he learns why."""
    return list(Document.objects.filter(application=application).order_by("uploaded_at", "pk"))


def paper_of_person(person_id: UUID, pk: UUID) -> Document:
    """Raises Document.DoesNotExist."""
    return Document.objects.select_related("application").get(pk=pk, person_id=person_id)


def paper_of_application(application_id: UUID, pk: UUID) -> Document:
    """Raises Document.DoesNotExist."""
    return Document.objects.select_related("application").get(pk=pk, application_id=application_id)


def locked_paper(pk: UUID) -> Document | None:
    return Document.objects.select_for_update(of=("self",)).filter(pk=pk).first()


def papers_waiting_since(moment: datetime, *, most: int) -> list[UUID]:
    waiting = Document.objects.filter(state=DocumentState.QUARANTINED, uploaded_at__lt=moment)
    return list(waiting.order_by("uploaded_at", "pk").values_list("pk", flat=True)[:most])


def remarks_of(application: Application) -> list[Remark]:
    """The newest decision first; within it in the order of writing."""
    return list(Remark.objects.filter(application=application).order_by("-written_at", "pk"))


def queue(state: str) -> QuerySet[Application]:
    """By the clock."""
    return Application.objects.filter(state=state).order_by("due_at", "pk")


def desk_queue(by: Person) -> QuerySet[Application, dict[str, Any]]:
    """Handed in, and not his own."""
    found = Application.objects.filter(state__in=IN_QUEUE).exclude(person=by)
    return queues.waiting(found, since="submitted_at", until="due_at", held_by="taken_by")


def for_desk(pk: UUID, by: Person) -> Application | None:
    """What a verifier may work on: handed in, and not his own."""
    decided = (ApplicationState.RETURNED, ApplicationState.APPROVED, ApplicationState.REFUSED)
    return Application.objects.filter(pk=pk, state__in=(*IN_QUEUE, *decided)).exclude(person=by).first()


def expiries(*, on: date) -> Iterator[tuple[UUID, UUID, Expiry]]:
    """(specialist, person, what ends) of everybody in the directory for whom something ends soon or has ended."""
    horizon = on + timedelta(days=max(rules.REMIND_DAYS))
    standing = Specialist.objects.filter(listed_at__isnull=False, unlisted_at=None, person__isnull=False)
    trained = _trained_in()
    papers = _papers_with_an_end()
    rows = standing.order_by("pk").values_list("pk", "person_id", "register_checked_on")
    for pk, person_id, checked_on in rows:
        assert person_id is not None  # noqa: S101  asked for above
        ends = rules.expiries(
            register_checked_on=checked_on, trained_in=trained.get(pk), papers=papers.get(person_id, ())
        )
        yield from ((pk, person_id, one) for one in ends if one.last_day <= horizon)


def _trained_in() -> dict[UUID, int]:
    """The year in which each last learnt something."""
    years = Education.objects.filter(year_to__isnull=False).values("specialist_id").annotate(last=Max("year_to"))
    return {row["specialist_id"]: row["last"] for row in years}


def _papers_with_an_end() -> dict[UUID, list[tuple[str, date]]]:
    found: dict[UUID, list[tuple[str, date]]] = {}
    ending = Document.objects.filter(state=DocumentState.CLEAN, valid_until_on__isnull=False)
    for person_id, kind, last_day in ending.order_by("pk").values_list("person_id", "kind", "valid_until_on"):
        if last_day is not None:
            found.setdefault(person_id, []).append((kind, last_day))
    return found
