"""The desk: each member of staff sees the queues of his roles, and takes, gives back and hands over in one way."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.core.moves import WrongState
from harmonia.core.queues import InOtherHands
from harmonia.payments import permissions as payouts
from harmonia.privacy.permissions import blocking as requests
from harmonia.privacy.permissions import two_people as registers
from harmonia.rooms import operations as rooms
from harmonia.rooms import permissions as cases
from harmonia.specialists import permissions as applications
from harmonia.support import operations as support
from harmonia.support import permissions as letters
from harmonia.vault import reading
from harmonia.web.access import staff_only
from harmonia.web.staff.queues import GIVE_BACK, HAND_OVER, QUEUES, TAKE, Hands, Queue, queues_of, seen
from harmonia.wellbeing import permissions as questions

NOT_FOR_HIM = (
    applications.Denied, cases.Denied, letters.Denied, payouts.Denied, payouts.SamePerson, questions.Denied,
    registers.SamePerson, requests.Denied, rooms.NoSuchCase, support.NoSuchDispute,
)  # fmt: skip


@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    at = now()
    rows = [seen(queue, by, at) for queue in queues_of(by)]
    rows.sort(key=lambda row: (row["found"].count == 0, row["due"] is None, row["due"] or at))
    mine, waits = (sum(getattr(row["found"], name) for row in rows) for name in ("mine", "count"))
    return render(request, "staff/desk.html", {"rows": rows, "mine": mine, "waits": waits})


class ColleagueForm(forms.Form):
    to = forms.ChoiceField(label=gettext_lazy("To whom"))

    def __init__(self, *data: Any, colleagues: dict[str, str]) -> None:
        super().__init__(*data)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("choose")), *colleagues.items()]


def addresses() -> Iterator[URLPattern]:
    """Of every queue whose things are taken: to take, to give back, to hand over."""
    for queue in QUEUES:
        if queue.hands is not None:
            for act, (page, methods) in ACTS.items():
                view = staff_only(*queue.roles, purpose=queue.purpose)(methods(_of(queue, queue.hands, page)))
                name = f"{queue.key}_{act.replace('-', '_')}"
                yield path(f"{queue.hands.prefix}/<uuid:pk>/{act}/", view, name=name)


def _of(queue: Queue, hands: Hands, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        if hands.found(pk, request.user) is None:
            raise Http404
        return page(request, queue, hands, pk)

    return view


def _take(request: HttpRequest, queue: Queue, hands: Hands, pk: UUID) -> HttpResponse:
    return _passed(request, queue, hands, pk, request.user, _("It is yours now."))


def _give_back(request: HttpRequest, queue: Queue, hands: Hands, pk: UUID) -> HttpResponse:
    return _passed(request, queue, hands, pk, None, _("Given back. Its clock runs on."))


def _hand_over(request: HttpRequest, queue: Queue, hands: Hands, pk: UUID) -> HttpResponse:
    """Colleagues' names are opened here and nowhere else."""
    by: Any = request.user
    colleagues = {str(one.pk): one for one in people.colleagues_of(by, *queue.roles)}
    with reading.reading(policy.ACCESS, actor=by.pk):
        names = {pk: str(one.name) for pk, one in colleagues.items()}
    form = ColleagueForm(request.POST if request.method == "POST" else None, colleagues=names)
    if request.method == "POST" and form.is_valid():
        to = colleagues[form.cleaned_data["to"]]
        return _passed(request, queue, hands, pk, to, _("Handed over. It is in your colleague's hands."))
    context = {"queue": queue, "back": queue.page, "pk": pk, "form": form, "alone": not colleagues}
    return render(request, "staff/hand_over.html", context, status=422 if form.is_bound else 200)


def _passed(request: HttpRequest, queue: Queue, hands: Hands, pk: UUID, to: Any, said: str) -> HttpResponse:
    named: dict[str, Any] = {hands.named: pk}
    try:
        hands.assign(**named, to=to, by=request.user, at=now())
    except (InOtherHands, WrongState):
        messages.error(request, _("Nothing was changed: somebody was faster. Here is how it stands now."))
    except NOT_FOR_HIM:
        messages.error(request, _("This is for somebody else of the staff."))
    else:
        messages.success(request, said)
        if to != request.user:
            return redirect(queue.listed)
    return redirect(queue.page, pk=pk)


ACTS: dict[str, tuple[Callable[..., HttpResponse], Callable[..., Any]]] = {
    TAKE: (_take, require_POST),
    GIVE_BACK: (_give_back, require_POST),
    HAND_OVER: (_hand_over, require_http_methods(["GET", "HEAD", "POST"])),
}
