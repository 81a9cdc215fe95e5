"""The questions after a session, one a screen: none of them must be answered, and the specialist never sees them.

Whoever tells of danger sees first whom to call at once, on this page and on all that follow.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from harmonia import policy
from harmonia.rooms import operations, permissions, queries
from harmonia.rooms.rules import checks
from harmonia.web.access import signed_in
from harmonia.web.check_words import CHOICES, QUESTIONS
from harmonia.web.room.views import context_of_room

MOST_WORDS = 2000


@signed_in(purpose=policy.FEEDBACK)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    appointment = get_object_or_404(queries.appointments_of(person), pk=pk)
    if appointment.client_id != person.pk:
        raise Http404
    if request.method == "POST":
        return _keep(request, appointment)
    return _page(request, appointment)


def _keep(request: HttpRequest, appointment: Any) -> HttpResponse:
    person: Any = request.user
    choice, text = request.POST.get("choice", ""), request.POST.get("text", "")
    if not choice and "skip" not in request.POST:
        return _page(request, appointment, unanswered=True, text=text)
    if len(text) > MOST_WORDS:
        return _page(request, appointment, too_long=True, text=text, chosen=choice)
    try:
        operations.answer_check(
            person=person, appointment=appointment, question=request.POST.get("question", ""),
            choice="" if "skip" in request.POST else choice, text=text, at=now(),
        )  # fmt: skip
    except (permissions.Denied, operations.NotAnAnswer):
        raise Http404 from None
    except (operations.AlreadyAnswered, operations.NotAskedNow):
        pass  # the page says how it stands now
    return redirect("room:check", pk=appointment.pk)


def _page(request: HttpRequest, appointment: Any, **more: Any) -> HttpResponse:
    with_names = context_of_room(request, appointment)
    found = queries.check_of(appointment)
    answers = found.answers if found else {}
    question = checks.next_question(answers)
    context = {
        "asked": queries.asks_after(appointment, now()) and question is not None,
        "done": question is None,
        "danger": checks.gravity(answers) == "urgent",
        "lines": policy.LINES.values(),
        "number": len(answers) + 1,
        "of": len(checks.QUESTIONS),
        "most_words": MOST_WORDS,
    }
    if question is not None:
        options = [(key, CHOICES[question.key, key]) for key in question.options]
        context |= {"question": question, "words": QUESTIONS[question.key], "options": options}
    status = 422 if more else 200
    return render(request, "room/check.html", with_names | context | more, status=status)
