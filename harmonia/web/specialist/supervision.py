"""Supervision: a case without anybody's name, asked of a colleague and answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.policy import SERVICE
from harmonia.practice import operations, queries
from harmonia.practice.states import SupervisionState
from harmonia.web import finding
from harmonia.web.access import specialist_only
from harmonia.web.specialist.supervision_forms import BANDS, AnswerForm, AskForm, words_of


@specialist_only(purpose=SERVICE)
@require_safe
def supervision_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    found = list(queries.supervisions_of(person))
    names = queries.names_of_askers(found)
    context = {
        "asked": [one for one in found if one.asker_id == person.pk],
        "asked_of_me": [(one, names.get(one.asker_id, "")) for one in found if one.asker_id != person.pk],
    }
    return render(request, "specialist/supervision_list.html", context)


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def supervision_new(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    specialist = queries.specialist_of(person)
    if specialist is None:
        raise Http404
    colleagues = queries.receivers(specialist.pk, timezone.now())
    form = AskForm(**finding.sent(request, "supervisor"), colleagues=colleagues)
    if form.is_valid():
        asked = _asked(person, form)
        if asked is not None:
            messages.success(request, _("Asked. You are told when there is an answer."))
            return redirect("specialist:supervision", pk=asked.pk)
    return render(request, "specialist/supervision_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _asked(person: Any, form: AskForm) -> Any:
    """The case; None where something stands beside a field now."""
    said = form.cleaned_data
    case = operations.Deidentified(**{name: said[name] for name in ("title", "question", "text", "age_band")})
    try:
        return operations.ask(
            asker=person, supervisor_id=said["supervisor"], case=case, looked=said["looked"], at=timezone.now()
        )  # fmt: skip
    except operations.Doubtful as doubtful:
        form.add_error(doubtful.field, _("This looks like a name: %(words)s.") % {"words": words_of(doubtful.found)})
        form.add_error("looked", _("Take names out. If these are none, tick this and send it again."))
    except operations.Identifies as identifies:
        told = _("This leads to a person. Please take it out: %(words)s.") % {"words": words_of(identifies.found)}
        form.add_error(identifies.field, told)
    except operations.NotASupervisor:
        form.add_error("supervisor", _("This colleague is not in the directory any more. Please choose another."))
    return None


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def supervision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The supervisor answers here; to him it is there until somebody ends it."""
    person: Any = request.user
    found = get_object_or_404(queries.supervisions_of(person), pk=pk)
    may_answer = found.asker_id != person.pk and found.state == SupervisionState.ASKED
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and not may_answer:
        messages.info(request, _("This was settled before."))
        return redirect("specialist:supervision", pk=pk)
    if request.method == "POST" and form.is_valid() and _answered(person, pk, form):
        messages.success(request, _("Your answer is there to read."))
        return redirect("specialist:supervision", pk=pk)
    context = {
        "found": found,
        "mine": found.asker_id == person.pk,
        "band": BANDS.get(found.said["age_band"], ""),
        "name": queries.names_of_askers([found]).get(found.asker_id, ""),
        "form": form if may_answer else None,
    }
    return render(request, "specialist/supervision.html", context, status=422 if form.is_bound else 200)


def _answered(person: Any, pk: UUID, form: AnswerForm) -> bool:
    try:
        operations.answer(supervisor=person, supervision_id=pk, text=form.cleaned_data["answer"], at=timezone.now())
    except operations.Identifies as identifies:
        told = _("This leads to a person. Please take it out: %(words)s.") % {"words": words_of(identifies.found)}
        form.add_error("answer", told)
        return False
    except operations.WrongState:
        raise Http404 from None
    return True


@specialist_only(purpose=SERVICE)
@require_POST
def supervision_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    get_object_or_404(queries.supervisions_of(person), pk=pk)
    try:
        operations.end(by=person, supervision_id=pk, at=timezone.now())
    except operations.WrongState:
        messages.info(request, _("This was settled before."))
    else:
        messages.success(request, _("Ended. Only whoever asked can still read it."))
    return redirect("specialist:supervision_list")
