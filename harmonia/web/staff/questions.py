"""Questions of readers: an editor reads one for a named purpose, writes it anew, has it answered, and approves both.

The list says what the program knows without reading. What the reader sent opens on the answer to one press, and is
gone once the question is published or refused.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.privacy.rules import registers as rules
from harmonia.vault import reading
from harmonia.web import documents
from harmonia.web.access import freshly_confirmed
from harmonia.web.paging import Paginator
from harmonia.web.staff.editing import PER_PAGE, BackForm, decide, editors, tabs, title_of
from harmonia.web.staff.question_forms import REFUSALS, GiveForm, RefuseForm, WriteForm, show
from harmonia.web.staff.queues import BY_KEY, clock, in_hands
from harmonia.wellbeing.operations import questions as operations
from harmonia.wellbeing.queries import questions as queries
from harmonia.wellbeing.states import ASKED, FOR_EDITORS, GIVEN, WRITTEN, QuestionState, Refusal

PAGE = "staff:question"
STATES = {
    "": gettext_lazy("all that wait"),
    QuestionState.ASKED: gettext_lazy("waits to be written anew"),
    QuestionState.GIVEN: gettext_lazy("with a specialist"),
    QuestionState.WRITTEN: gettext_lazy("waits for approval"),
    QuestionState.PUBLISHED: gettext_lazy("can be read"),
    QuestionState.WITHDRAWN: gettext_lazy("withdrawn"),
    QuestionState.REFUSED: gettext_lazy("not answered"),
}
TABS = ("", QuestionState.GIVEN, QuestionState.PUBLISHED, QuestionState.WITHDRAWN, QuestionState.REFUSED)
ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "propose": (operations.propose, gettext_lazy("Another of us approves it.")),
    "publish": (operations.publish, gettext_lazy("Published. What the reader sent is destroyed.")),
    "withdraw": (operations.withdraw, gettext_lazy("Nobody can read it any more.")),
    "reopen": (operations.reopen, gettext_lazy("It waits for approval again.")),
    "take-back": (operations.take_back, gettext_lazy("It is with the editors again.")),
}


@editors
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", "")
    if chosen and chosen not in QuestionState.values:
        raise Http404
    page = Paginator(queries.for_desk(chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_row(one) for one in page], "tabs": tabs(TABS, STATES, chosen=chosen)}
    return render(request, "staff/questions.html", context)


def _row(question: Any) -> dict[str, Any]:
    due = BY_KEY["question"].due(question.came_at, None) if question.state in FOR_EDITORS else None
    return {
        "question": question,
        "title": title_of(question, _("Not written anew yet")),
        "state": STATES[question.state],
        **clock(due, now()),
    }


def _found(pk: UUID) -> Any:
    found = queries.found(pk)
    if found is None:
        raise Http404
    return found


@editors
@require_safe
def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(pk))


def _page(request: HttpRequest, found: Any, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms`: those that were filled in, and what was opened."""
    by: Any = request.user
    spoken = documents.language()
    context = {
        **_row(found),
        "hands": in_hands("question", found.pk, found.assigned_to, by),
        "may_be_taken": found.state in FOR_EDITORS,
        "has_words": queries.has_words(found.pk),
        "purposes": [
            (key, policy.PURPOSES[key].title.in_language(spoken)) for key in rules.may_open(by.roles, "question_words")
        ],
        "ready": _ready(found),
        "claims": queries.claims_of(found),
        "own_answer": found.written_by == by.pk,
        "because": REFUSALS[Refusal(found.refused_because)] if found.refused_because else "",
        **_forms(found),
        **forms,
    }
    return render(request, "staff/question.html", context, status=status)


def _ready(found: Any) -> list[tuple[str, str, str, str]]:
    """What stands in each language: (code, title, question, answer)."""
    parts = (found.title, found.text, found.answer)
    said = ((code, *(part.in_language(code) for part in parts)) for code in policy.LANGUAGES)
    return [each for each in said if each[2]]


def _forms(found: Any) -> dict[str, Any]:
    """Those by which it can go on from where it stands."""
    state, editing = found.state, found.state in FOR_EDITORS
    answered = state == WRITTEN and found.specialist is not None
    return {
        "write_form": WriteForm(question=found) if editing else None,
        "give_form": GiveForm(specialists=_specialists()) if editing else None,
        "back_form": BackForm() if answered else None,
        "refuse_form": RefuseForm() if state in (ASKED, GIVEN, WRITTEN) else None,
    }


def _specialists() -> list[tuple[Any, str]]:
    return [(one.pk, one.display_name) for one in queries.may_answer(now())]


@editors
@require_POST
@freshly_confirmed
def question_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the reader sent, for one named purpose; on this answer only."""
    by: Any = request.user
    found, purpose = _found(pk), request.POST.get("purpose", "")
    if purpose not in rules.may_open(by.roles, "question_words"):
        messages.error(request, _("Say what you need it for."))
        return redirect(PAGE, pk=pk)
    try:
        with reading.reading(purpose, actor=by.pk):
            return _page(request, found, opened=operations.opened(question_id=pk, by=by))
    except operations.Gone:
        messages.error(request, _("What the reader sent is destroyed."))
        return redirect(PAGE, pk=pk)


@editors
@require_POST
def question_write(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    found = _found(pk)
    form = WriteForm(request.POST, question=found)
    if form.is_valid():
        try:
            texts, looked = form.texts(), form.cleaned_data["looked"]
            return decide(
                request, PAGE, pk, _("Saved."),
                lambda: operations.write(question_id=pk, texts=texts, looked=looked, by=by, at=now()),
            )  # fmt: skip
        except operations.Doubtful as doubtful:
            show(form, doubtful.found, _("This looks like a name: %(words)s."))
            form.add_error("looked", _("Take names out. If these are none, tick this and send it again."))
        except operations.Identifies as identifies:
            show(form, identifies.found, _("This leads to a person. Please take it out: %(words)s."))
    return _page(request, found, 422, write_form=form)


@editors
@require_POST
def question_give(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    found, form = _found(pk), GiveForm(request.POST, specialists=_specialists())
    if form.is_valid():
        chosen = form.cleaned_data["specialist"]
        try:
            return decide(
                request, PAGE, pk, _("Asked. He is told of it."),
                lambda: operations.give(question_id=pk, specialist_id=chosen, by=by, at=now()),
            )  # fmt: skip
        except operations.Incomplete:
            form.add_error("specialist", _("Write the question anew first, in one language at least, and save it."))
        except operations.NotASpecialist:
            form.add_error("specialist", _("This colleague is not in the directory any more. Please choose another."))
    return _page(request, found, 422, give_form=form)


@editors
@require_POST
def question_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    found, form = _found(pk), BackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, back_form=form)
    word = form.cleaned_data["word"]
    try:
        return decide(
            request, PAGE, pk, _("It is with the specialist again."),
            lambda: operations.send_back(question_id=pk, word=word, by=by, at=now()),
        )  # fmt: skip
    except operations.NotASpecialist:
        form.add_error("word", _("No specialist has answered it."))
        return _page(request, found, 422, back_form=form)


@editors
@require_POST
def question_refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    found, form = _found(pk), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, refuse_form=form)
    because = Refusal(form.cleaned_data["because"])
    return decide(
        request, PAGE, pk, _("Nothing is published; the words are destroyed."),
        lambda: operations.refuse(question_id=pk, because=because, by=by, at=now()),
    )  # fmt: skip


@editors
@require_POST
def question_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    by: Any = request.user
    done, said = ACTS[act]
    try:
        return decide(request, PAGE, pk, said, lambda: done(question_id=pk, by=by, at=now()))
    except operations.Incomplete:
        messages.error(request, _("A title, the question and the answer are needed, in one language at least."))
    except operations.SamePerson:
        messages.error(request, _("You wrote the answer; another of us approves it."))
    return redirect(PAGE, pk=pk)
