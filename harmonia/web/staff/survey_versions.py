"""A draft of a survey: its head and its questions, written by one, looked at and published by another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmonia.surveys import operations, queries
from harmonia.surveys.permissions import Denied
from harmonia.surveys.rules import lint
from harmonia.surveys.rules.questions import Question
from harmonia.surveys.states import QuestionKind, VersionState
from harmonia.web import survey_words
from harmonia.web.staff.registers import who
from harmonia.web.staff.survey_forms import HeadForm, QuestionForm, head_of, question_of
from harmonia.web.staff.surveys import REFUSED, deciding, researching, told

FAULTS = {
    "no_questions": gettext_lazy("there is no question yet"),
    "language_missing": gettext_lazy("a text is missing in one of the languages"),
    "too_few_choices": gettext_lazy("there must be at least two answers to choose from"),
    "no_bounds": gettext_lazy("the bounds are missing, or in the wrong order"),
    "too_many_points": gettext_lazy("a scale has at most eleven points"),
    "follows_nothing": gettext_lazy("it follows an answer that is not asked for before it"),
}
WARNINGS = {
    "origin": gettext_lazy("origin or nationality"),
    "politics": gettext_lazy("politics"),
    "religion": gettext_lazy("religion or beliefs"),
    "intimate": gettext_lazy("intimate life"),
    "identity": gettext_lazy("who the person is"),
}


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, by = _version(pk), who(request)
    form = HeadForm(request.POST or None, initial=head_of(found.paper, found.days))
    if request.method == "POST" and form.is_valid():
        return _rewrite(request, found, form)
    warned = lint.warnings(found.paper)
    context = {
        "version": found,
        "state": survey_words.VERSION_STATES[VersionState(found.state)],
        "paper": found.paper,
        "form": form,
        "writes": found.state == VersionState.DRAFT and found.written_by == by,
        "decides": found.state == VersionState.PROPOSED and found.written_by != by,
        "questions": [_shown(one, warned) for one in found.paper.questions],
        "kinds": survey_words.QUESTIONS.items(),
    }
    return render(request, "staff/survey_version.html", context)


def _version(pk: UUID) -> Any:
    found = queries.version(pk)
    if found is None:
        raise Http404
    return found


def _rewrite(request: HttpRequest, found: Any, form: HeadForm) -> HttpResponse:
    told(
        request,
        lambda: operations.rewrite(
            version_id=found.pk, head=form.head, days=form.cleaned_data["days"], by=who(request)
        ),
        _("Saved."),
    )
    return redirect("staff:survey_version", found.pk)


def _shown(one: Question, warned: tuple[lint.Warned, ...]) -> dict[str, Any]:
    return {
        "question": one,
        "kind": survey_words.QUESTIONS[QuestionKind(one.kind)],
        "warnings": [(WARNINGS[each.kind], each.words) for each in warned if each.question == one.key],
    }


@researching
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    if kind not in QuestionKind.values:
        raise Http404
    found = _version(pk)
    form = QuestionForm(kind, list(found.paper.questions), request.POST or None)
    return _question(request, found, form, "")


@researching
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    found = _version(pk)
    one = found.paper.question(key)
    if one is None:
        raise Http404
    earlier = found.paper.questions[: found.paper.questions.index(one)]
    form = QuestionForm(one.kind, list(earlier), request.POST or None, initial=question_of(one))
    return _question(request, found, form, key)


def _question(request: HttpRequest, found: Any, form: QuestionForm, key: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            operations.put_question(version_id=found.pk, question=form.question(key), by=who(request))
        except REFUSED:
            messages.error(request, _("This draft is another person's, or no draft any more."))
        except operations.TooMany:
            messages.error(request, _("Nobody answers so many questions. Please leave some out."))
        return redirect("staff:survey_version", found.pk)
    kind = survey_words.QUESTIONS[QuestionKind(form.kind)]
    return render(request, "staff/survey_question.html", {"form": form, "version": found, "kind": kind})


@researching
@require_POST
def question_act(request: HttpRequest, pk: UUID, key: str, act: str) -> HttpResponse:
    found = _version(pk)
    verbs = {"up": operations.move_up, "remove": operations.remove_question}
    if found.paper.question(key) is None or act not in verbs:
        raise Http404
    told(request, lambda: verbs[act](version_id=pk, key=key, by=who(request)), _("Saved."))
    return redirect("staff:survey_version", pk)


@deciding
@require_POST
def version_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    found = _version(pk)
    if act == "propose":
        return _propose(request, pk)
    if act not in ("approve", "return"):
        raise Http404
    told(
        request,
        lambda: operations.decide(version_id=pk, approve=act == "approve", by=who(request), at=now()),
        _("Decided, and written down."),
    )
    return redirect("staff:survey", found.survey_id)


def _propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        operations.propose(version_id=pk, by=who(request), at=now())
        messages.success(request, _("Handed over. A second person looks at it."))
    except operations.Unfinished as unfinished:
        said = "; ".join(sorted({str(FAULTS[fault]) for _question, fault in unfinished.faults}))
        messages.error(request, _("Something is still missing: %(faults)s.") % {"faults": said})
    except (Denied, operations.WrongState):
        messages.error(request, _("This draft is another person's, or no draft any more."))
    return redirect("staff:survey_version", pk)
