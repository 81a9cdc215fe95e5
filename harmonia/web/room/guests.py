"""A guest: how the two agree on him, and the door by which he comes. He has no account and sees nobody's data; what
opens his page is a code from his link, once, and from then on a key that only his browser holds.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.rooms import operations, permissions, queries
from harmonia.rooms.rules import entrance, passes
from harmonia.rooms.states import GuestKind, GuestState, Place
from harmonia.web import documents
from harmonia.web.access import signed_in, visitor
from harmonia.web.room.views import context_of_room
from harmonia.web.room.words import refusals_of_guests, words_for_a_guest

COOKIE, RULES = "guest", "guest_rules"
KINDS = {
    GuestKind.PARTNER: gettext_lazy("A partner or another person close to the client"),
    GuestKind.INTERPRETER: gettext_lazy("An interpreter"),
}


class AskForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Who is it?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    agree = forms.BooleanField(
        error_messages={"required": gettext_lazy("Without your agreement nobody is asked and nobody comes.")}
    )


class DoorForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("The code of your invitation"), max_length=100)
    agree = forms.BooleanField(error_messages={"required": gettext_lazy("One can come in only with these duties.")})


@signed_in(purpose=policy.SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the two agree on a guest, see whether he is there, and put him out."""
    person: Any = request.user
    appointment = get_object_or_404(queries.appointments_of(person), pk=pk)
    if request.method == "POST" and request.POST.get("do") in ANSWERS:
        return _answered(request, appointment, request.POST["do"])
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, appointment, form.cleaned_data["kind"])
    status = 422 if request.method == "POST" else 200
    return render(request, "room/guest.html", _of_the_two(request, appointment) | {"form": form}, status=status)


def _of_the_two(request: HttpRequest, appointment: Any) -> dict[str, Any]:
    person: Any = request.user
    guest, context = queries.guest_of(appointment), context_of_room(request, appointment)
    code = operations.link_of(guest) if guest else ""
    return context | {
        "guest": guest,
        "kind": KINDS[GuestKind(guest.kind)] if guest else "",
        "mine": bool(guest and guest.asked_by == context["side"]),
        "link": request.build_absolute_uri(reverse("room:guest_door")) + f"#{code}" if code else "",
        "closes_at": entrance.closes_at(appointment.ends_at),
        "over": now() >= entrance.closes_at(appointment.ends_at) or queries.facts(person, appointment, now()).finished,
        "document": _document("third_person"),
        "summary": policy.AGREEMENTS["third_person"].summary,
    }


def _document(key: str) -> policy.Document:
    return policy.render(key, documents.language(), policy.Operator(**settings.OPERATOR))


def _asked(request: HttpRequest, appointment: Any, kind: str) -> HttpResponse:
    person: Any = request.user
    try:
        operations.ask_guest(person=person, appointment=appointment, kind=kind, language=documents.language(), at=now())
    except operations.AlreadyAGuest:
        messages.error(request, _("One guest is asked for already; there is never a second."))
    except operations.TooLate:
        messages.error(request, _("This session is over, so nobody can be asked into it."))
    else:
        messages.success(request, _("The other side is asked now. Nobody comes before both of you have agreed."))
    return redirect("room:guest", pk=appointment.pk)


ANSWERS: dict[str, Any] = {
    "agree": operations.agree_to_guest,
    "decline": operations.decline_guest,
    "end": operations.end_guest,
}


def _answered(request: HttpRequest, appointment: Any, do: str) -> HttpResponse:
    person: Any = request.user
    guest = queries.guest_of(appointment)
    thanks = {
        "agree": _("You both agree now. The link to be passed on stands below."),
        "decline": _("Nobody comes. The other side sees your answer, without a reason."),
        "end": _("The guest is out, and the link is dead."),
    }
    try:
        if guest is None:
            raise operations.WrongState
        ANSWERS[do](person=person, guest_id=guest.pk, language=documents.language(), at=now())
    except permissions.Denied:
        raise Http404 from None
    except operations.WrongState:
        messages.error(request, _("This has changed meanwhile: look at how it stands now."))
    else:
        messages.success(request, thanks[do])
    return redirect("room:guest", pk=appointment.pk)


@visitor
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """The code stands behind the # of the link, which no browser sends; a script puts it into the form."""
    form = DoorForm(request.POST or None)
    rules = _document(RULES)
    context = {"form": form, "document": rules, "summary": policy.AGREEMENTS[RULES].summary}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "room/guest_door.html", context, status=status)
    held = request.COOKIES.get(COOKIE, "").partition(".")[2]
    try:
        guest_id, key = operations.let_guest_in(
            code=form.cleaned_data["code"], key=held, rules_sha256=rules.sha256, at=now()
        )
    except operations.InviteRefused as refused:
        return _refused(request, refused)
    response = redirect("room:guest_room")
    response.set_cookie(
        COOKIE, f"{guest_id}.{key}", path=reverse("room:guest_door"), secure=settings.HTTPS, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return response


def _refused(request: HttpRequest, refused: operations.InviteRefused) -> HttpResponse:
    status = 200 if refused.reason == "too_early" else 403
    context = {"reason": refused.reason, "words": refusals_of_guests()[refused.reason]}
    return render(request, "room/guest_refused.html", context, status=status)


def _pass(request: HttpRequest) -> tuple[str, Any]:
    """Raises InviteRefused."""
    number, _dot, key = request.COOKIES.get(COOKIE, "").partition(".")
    try:
        guest_id = UUID(number)
    except ValueError:
        raise operations.InviteRefused("forged") from None
    return operations.issue_guest_pass(guest_id=guest_id, key=key, at=now())


@visitor
@never_cache
@require_safe
def guest_room(request: HttpRequest) -> HttpResponse:
    try:
        written, guest = _pass(request)
    except operations.InviteRefused as refused:
        return _refused(request, refused)
    pk = guest.appointment_id
    config = {
        "id": str(pk),
        "role": Place.GUEST.value,
        "socket": f"/room/{pk}/socket/",
        "pass": written,
        "pass_seconds": int(passes.PASS_LASTS.total_seconds()),
        "pass_address": reverse("room:guest_pass"),
        "csrf": get_token(request),
        "now": now().isoformat(),
        "starts": guest.appointment.starts_at.isoformat(),
        "ends": guest.appointment.ends_at.isoformat(),
        "words": words_for_a_guest(),
    }
    return render(request, "room/guest_room.html", {"config": config})


@visitor
@never_cache
@require_POST
def guest_pass(request: HttpRequest) -> HttpResponse:
    try:
        written, _guest = _pass(request)
    except operations.InviteRefused as refused:
        return JsonResponse({"reason": refused.reason}, status=403)
    return JsonResponse({"pass": written})


@signed_in(purpose=policy.SERVICE)
@require_POST
def guest_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The button in the room itself: the page stays, and the guest goes."""
    person: Any = request.user
    appointment = get_object_or_404(queries.appointments_of(person), pk=pk)
    guest = queries.guest_of(appointment)
    if guest is None or guest.state != GuestState.INSIDE:
        return JsonResponse({"out": False})
    operations.end_guest(person=person, guest_id=guest.pk, language=documents.language(), at=now())
    return JsonResponse({"out": True})
