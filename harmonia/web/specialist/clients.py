"""Clients with whom the specialist works, and the case of each: sessions, agreements, private notes.

Whoever left, or was met too long ago, is as good as missing (6.10); his notes stay sealed until their term is over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.policy import SERVICE, TOPICS
from harmonia.practice import operations, queries
from harmonia.practice.rules.templates import TEMPLATES, Template
from harmonia.privacy.operations import notes
from harmonia.web.access import freshly_confirmed, specialist_only
from harmonia.web.paging import Paginator
from harmonia.web.specialist.note_forms import NoteForm, note_form

NOTES_A_PAGE = 10
CLOSED = (operations.Denied, operations.ConsentMissing)


@dataclass(frozen=True, slots=True)
class NoteInWords:
    note: Any
    title: str
    parts: list[tuple[str, str]]


def _language() -> str:
    return get_language() or "ru"


def _practice(request: HttpRequest) -> Any:
    specialist = queries.specialist_of(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
    if specialist is None:
        raise Http404
    return specialist


def _relation(specialist: Any, client_id: UUID, at: datetime) -> Any:
    found = queries.relation(specialist.pk, client_id, at)
    if found is None:
        raise Http404
    return found


def in_words(note: Any) -> NoteInWords:
    template, said = TEMPLATES[note.said["template"]], note.said["parts"]
    language = _language()
    parts = [(part.title.in_language(language), said[part.key]) for part in template.parts if part.key in said]
    return NoteInWords(note, template.title.in_language(language), parts)


def _topics(relation: Any) -> list[str]:
    return [TOPICS[slug].name.in_language(_language()) for slug in relation.card.topics if slug in TOPICS]


@specialist_only(purpose=SERVICE)
@require_safe
def client_list(request: HttpRequest) -> HttpResponse:
    specialist = queries.specialist_of(request.user)  # type: ignore[arg-type]  # the same
    at = timezone.now()
    relations = queries.relations_of(specialist.pk, at) if specialist else []
    asked = queries.asked_of(request.user)  # type: ignore[arg-type]  # the same
    return render(request, "specialist/clients.html", {"relations": relations, "asked": asked})


@specialist_only(purpose=SERVICE)
@require_safe
def client_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    at, specialist = timezone.now(), _practice(request)
    relation = _relation(specialist, pk, at)
    written = queries.notes_of(request.user, pk)  # type: ignore[arg-type]  # the same
    page = Paginator(written, NOTES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "relation": relation,
        "topics": _topics(relation),
        "informed_since": queries.informed_since(pk, specialist.pk, at),
        "received": queries.received(specialist.pk, pk, at),
        "page": page,
        "notes": [in_words(note) for note in queries.with_keys(page.object_list)],
        "templates": TEMPLATES.values(),
        "at": at,
    }
    return render(request, "specialist/case.html", context)


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: HttpRequest, pk: UUID, template: str) -> HttpResponse:
    at, specialist = timezone.now(), _practice(request)
    relation = _relation(specialist, pk, at)
    if template not in TEMPLATES:
        raise Http404
    form = note_form(TEMPLATES[template], request.POST or None)
    if request.method == "POST" and form.is_valid():
        person: Any = request.user
        try:
            operations.write(author=person, client_id=pk, template=template, parts=form.parts, at=at)
        except CLOSED:
            raise Http404 from None
        messages.success(request, _("The note is kept. Only you can read it."))
        return redirect("specialist:client_case", pk=pk)
    return _note_page(request, relation, TEMPLATES[template], form)


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a note. Where another page saved it meanwhile, both texts are shown, and the next click decides."""
    person: Any = request.user
    at, specialist = timezone.now(), _practice(request)
    found = get_object_or_404(queries.notes_by(person), pk=pk)
    relation = _relation(specialist, found.client_id, at)
    template = TEMPLATES[found.said["template"]]
    if request.method != "POST":
        form = note_form(template, parts=found.said["parts"], edition=found.edition)
        return _note_page(request, relation, template, form, note=found)
    form = note_form(template, request.POST)
    if not form.is_valid():
        return _note_page(request, relation, template, form, note=found)
    try:
        operations.rewrite(
            note_id=pk, author=person, edition=form.cleaned_data["edition"], parts=form.parts, at=at
        )  # fmt: skip
    except CLOSED:
        raise Http404 from None
    except operations.ChangedMeanwhile:
        return _saved_elsewhere(request, relation, template, form, pk)
    messages.success(request, _("The note is kept. Only you can read it."))
    return redirect("specialist:client_case", pk=found.client_id)


STAYS = {
    "held": gettext_lazy("It must stay for now: something is held for a dispute or for a state body. Try again later."),
    "asked": gettext_lazy("It must stay for now: the client has asked what is kept of him, and has no answer yet."),
}


@specialist_only(purpose=SERVICE)
@freshly_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def note_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked once more before it goes; what binds it is said instead of the button."""
    person: Any = request.user
    at, specialist = timezone.now(), _practice(request)
    found = get_object_or_404(queries.notes_by(person), pk=pk)
    relation = _relation(specialist, found.client_id, at)
    if request.method == "POST":
        try:
            notes.delete_note(note_id=pk, author=person, at=at)
        except CLOSED:
            raise Http404 from None
        except notes.NoteStays as stays:
            messages.error(request, STAYS[stays.reason])
            return redirect("specialist:note", pk=pk)
        messages.success(request, _("The note is deleted."))
        return redirect("specialist:client_case", pk=found.client_id)
    reason = notes.why_it_stays(note_id=pk, author=person, at=at)
    context = {"relation": relation, "one": in_words(found), "stays": STAYS.get(reason, "")}
    return render(request, "specialist/note_delete.html", context)


def _saved_elsewhere(
    request: HttpRequest, relation: Any, template: Template, form: NoteForm, note_id: UUID
) -> HttpResponse:
    now_there = queries.notes_by(request.user).get(pk=note_id)  # type: ignore[arg-type]  # the same
    again = note_form(template, parts=form.parts, edition=now_there.edition)
    return _note_page(request, relation, template, again, note=now_there, newer=in_words(now_there), status=409)


def _note_page(
    request: HttpRequest,
    relation: Any,
    template: Template,
    form: NoteForm,
    *,
    note: Any = None,
    newer: NoteInWords | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "relation": relation,
        "title": template.title.in_language(_language()),
        "form": form,
        "note": note,
        "newer": newer,
        "earlier": [in_words(one) for one in queries.earlier_texts(note)] if note else [],
    }
    return render(request, "specialist/note.html", context, status=status)
