"""Questions of readers that the editors ask a specialist to answer; he sees what they wrote anew, and nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.policy import SERVICE
from harmonia.web import documents
from harmonia.web.access import specialist_only
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.paging import Paginator
from harmonia.web.specialist.supervision_forms import TOO_LONG, words_of
from harmonia.wellbeing.operations import answers as operations
from harmonia.wellbeing.queries import questions as queries
from harmonia.wellbeing.states import GIVEN, PUBLISHED, WRITTEN, QuestionState

PER_PAGE = 20
LONGEST = 8000
NAMES = dict(settings.LANGUAGES)
STATES = {
    GIVEN: (gettext_lazy("waits for your answer"), "badge-waiting"),
    WRITTEN: (gettext_lazy("with the editors"), ""),
    PUBLISHED: (gettext_lazy("can be read"), "badge-good"),
}


def _answer(code: str) -> Any:
    return declared(
        "specialist_profile",
        forms.CharField,
        label=NAMES[code],
        help_text="",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": TOO_LONG},
    )


class AnswerForm(DeclaredForm):
    kk, ru, en = (_answer(code) for code in policy.LANGUAGES)

    def words(self) -> policy.Text:
        return policy.Text(**{code: self.cleaned_data[code] for code in policy.LANGUAGES})


def _row(found: Any) -> dict[str, Any]:
    words, badge = STATES[QuestionState(found.state)]
    titles = (found.title.in_language(code) for code in (documents.language(), *policy.LANGUAGES))
    return {"question": found, "title": next(filter(None, titles), ""), "state": words, "badge": badge}


@specialist_only(purpose=SERVICE)
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = Paginator(queries.given_to(person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "specialist/questions.html", {"page": page, "rows": [_row(one) for one in page]})


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """He hands his answer in here."""
    person: Any = request.user
    found = get_object_or_404(queries.given_to(person), pk=pk)
    if request.method != "POST":
        return _page(request, found, AnswerForm(initial=_said(found)))
    form = AnswerForm(request.POST)
    hand_in = partial(operations.answer, question_id=pk, by=person, at=now())
    if form.is_valid() and _taken(form, hand_in):
        messages.success(request, _("Thank you. The editors read it, and tell you when it is published."))
        return redirect("specialist:question_list")
    return _page(request, found, form)


@specialist_only(purpose=SERVICE)
@require_POST
def question_keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What he has so far, for another day."""
    person: Any = request.user
    found = get_object_or_404(queries.given_to(person), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid() and _taken(form, partial(operations.draft, question_id=pk, by=person)):
        messages.success(request, _("Saved. The editors do not see it before you send it."))
        return redirect("specialist:question", pk=pk)
    return _page(request, found, form)


def _said(found: Any) -> dict[str, str]:
    return {code: found.answer.in_language(code) for code in policy.LANGUAGES}


def _taken(form: AnswerForm, take: Callable[..., Any]) -> bool:
    try:
        take(words=form.words())
    except operations.Identifies as identifies:
        for name, found in identifies.found.items():
            told = _("This leads to a person. Please take it out: %(words)s.") % {"words": words_of(found)}
            form.add_error(name.removeprefix("answer_"), told)
    except operations.Incomplete:
        form.add_error(None, _("Write an answer in one language at least, or give the question back."))
    except operations.WrongState:
        form.add_error(None, _("It is not with you any more; nothing was changed."))
    else:
        return True
    return False


def _page(request: HttpRequest, found: Any, form: AnswerForm) -> HttpResponse:
    context = {
        **_row(found),
        "form": form if found.state == GIVEN or form.is_bound else None,
        "asked": [
            (code, found.title.in_language(code), found.text.in_language(code))
            for code in policy.LANGUAGES
            if found.text.in_language(code)
        ],
        "answered": [(code, said) for code, said in _said(found).items() if said],
    }
    return render(request, "specialist/question.html", context, status=422 if form.is_bound else 200)


@specialist_only(purpose=SERVICE)
@require_POST
def question_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    get_object_or_404(queries.given_to(person), pk=pk)
    try:
        operations.decline(question_id=pk, by=person, at=now())
    except operations.WrongState:
        messages.info(request, _("This was settled before."))
    else:
        messages.success(request, _("Given back. Nothing follows from it."))
    return redirect("specialist:question_list")
