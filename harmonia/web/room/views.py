"""The pages around a session: its door, the room, the consent before the first one, and what comes after."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from harmonia import policy
from harmonia.booking import queries as booking
from harmonia.rooms import operations, permissions, queries
from harmonia.rooms.rules import again, entrance, passes
from harmonia.rooms.states import BypassReason, Role
from harmonia.web.access import signed_in
from harmonia.web.room import blur, documents
from harmonia.web.room.words import waiting, words_of_the_room

NEXT_WITHIN = timedelta(days=30)


def _person(request: HttpRequest) -> Any:
    """Somebody is signed in: the audience above each page has seen to it."""
    return request.user


def _appointment(request: HttpRequest, pk: UUID) -> Any:
    """Through the person: a stranger's appointment is a missing one."""
    return get_object_or_404(queries.appointments_of(_person(request)), pk=pk)


def context_of_room(request: HttpRequest, appointment: Any) -> dict[str, Any]:
    side = queries.side_of(_person(request), appointment)
    if side == Role.CLIENT:
        other = appointment.specialist.display_name
    else:
        card = booking.cards_of_clients([appointment], at=now()).get(appointment.pk)
        other = card.name if card else _("your client")
    return {
        "appointment": appointment,
        "side": side,
        "is_client": side == Role.CLIENT,
        "other": other,
        "opens_at": entrance.opens_at(appointment.starts_at),
        "cabinet": _cabinet(side, appointment),
        "help": reverse("client:letters"),
    }


def _cabinet(side: str, appointment: Any) -> str:
    area = "me" if side == Role.CLIENT else "practice"
    return f"/{area}/appointments/{appointment.pk}/"


@signed_in(purpose=policy.SERVICE)
@require_safe
def room(request: HttpRequest, pk: UUID) -> HttpResponse:
    appointment = _appointment(request, pk)
    context = context_of_room(request, appointment)
    try:
        written = operations.issue_pass(person=_person(request), appointment=appointment, at=now())
    except permissions.Denied as denied:
        return _closed_door(request, context, denied.reason)
    return blur.allow(render(request, "room/room.html", context | {"config": _config(request, context, written)}))


def _closed_door(request: HttpRequest, context: dict[str, Any], reason: str) -> HttpResponse:
    appointment = context["appointment"]
    if reason == "stranger":
        raise Http404
    if reason == "over":
        return redirect("room:after", pk=appointment.pk)
    if reason == "no_informed_consent":
        if context["is_client"]:
            return redirect("room:consent", pk=appointment.pk)
        return render(request, "room/uninformed.html", context | {"reasons": _bypass_reasons()}, status=403)
    status = 200 if reason == "too_early" else 403
    return render(request, "room/closed.html", context | {"reason": reason}, status=status)


def _config(request: HttpRequest, context: dict[str, Any], written: str) -> dict[str, Any]:
    appointment = context["appointment"]
    pk = appointment.pk
    return {
        "id": str(pk),
        "pair": queries.pair_name(appointment),
        "role": context["side"],
        "socket": f"/room/{pk}/socket/",
        "pass": written,
        "pass_seconds": int(passes.PASS_LASTS.total_seconds()),
        "pass_address": reverse("room:pass", kwargs={"pk": pk}),
        "after": reverse("room:after", kwargs={"pk": pk}),
        "guest_out": reverse("room:guest_out", kwargs={"pk": pk}),
        "csrf": get_token(request),
        "words": words_of_the_room(context["other"]),
        "now": now().isoformat(),
        "starts": context["appointment"].starts_at.isoformat(),
        "ends": context["appointment"].ends_at.isoformat(),
        "blur": blur.files(),
        "waiting": waiting(
            queries.waiting_stages(context["appointment"], context["side"], now()),
            side=context["side"],
            name=context["other"],
        ),
    }


@signed_in(purpose=policy.SERVICE)
@require_POST
def fresh_pass(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of an open room asks every few minutes: every check is made anew."""
    appointment = _appointment(request, pk)
    try:
        written = operations.issue_pass(person=_person(request), appointment=appointment, at=now())
    except permissions.Denied as denied:
        return JsonResponse({"reason": denied.reason}, status=403)
    return JsonResponse({"pass": written})


@signed_in(purpose=policy.SERVICE)
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The written informed consent with this specialist, before any work (332-VIII, article 8)."""
    appointment = _appointment(request, pk)
    context = context_of_room(request, appointment)
    if not context["is_client"]:
        raise Http404
    language = get_language() or "ru"
    if "agree" not in request.POST:
        context |= documents.informed_consent(appointment, _person(request).name, language)
        asked = request.method == "POST"
        return render(request, "room/consent.html", context | {"unanswered": asked}, status=422 if asked else 200)
    operations.accept_informed_consent(person=_person(request), appointment=appointment, language=language, at=now())
    return redirect("room:room", pk=appointment.pk)


@signed_in(purpose=policy.SERVICE)
@require_POST
def bypass(request: HttpRequest, pk: UUID) -> HttpResponse:
    appointment = _appointment(request, pk)
    context = context_of_room(request, appointment)
    if context["is_client"]:
        raise Http404
    if request.POST.get("reason") not in BypassReason.values:
        context |= {"reasons": _bypass_reasons(), "unanswered": True}
        return render(request, "room/uninformed.html", context, status=422)
    operations.bypass_consent(person=_person(request), appointment=appointment, reason=request.POST["reason"], at=now())
    return redirect("room:room", pk=appointment.pk)


def _bypass_reasons() -> list[tuple[str, str]]:
    return [
        (BypassReason.SUICIDAL.value, _("There are signs of suicidal behaviour.")),
        (BypassReason.CRISIS.value, _("The person is in a crisis.")),
        (BypassReason.VIOLENCE.value, _("There are signs of domestic violence.")),
    ]


@signed_in(purpose=policy.SERVICE)
@require_GET
def after(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What comes after a session: what became of it, what one can do next, and the next one."""
    appointment = _appointment(request, pk)
    context = context_of_room(request, appointment)
    context |= {
        "room": queries.room_of(appointment),
        "may_return": queries.may_enter(_person(request), appointment, now()),
        "next_appointment": queries.next_appointment(_person(request), now()),
        "check_is_asked": context["is_client"] and queries.check_is_asked(appointment, now()),
    }
    if context["is_client"] and context["next_appointment"] is None:
        context |= _offered(appointment)
    return render(request, "room/after.html", context)


def _offered(appointment: Any) -> dict[str, Any]:
    """The same hour next week with the same specialist, if it is free; else his next free times."""
    at = now()
    free = booking.free_times_by_slug(appointment.specialist.slug, at=at, until=at + NEXT_WITHIN) or []
    offer = again.offer(free, appointment.starts_at, get_current_timezone())
    times = [(second, datetime.fromtimestamp(second, tz=UTC)) for second in offer.seconds]
    return {"offered": times, "same_hour": offer.same_hour, "idempotency_key": uuid4().hex}


@signed_in(purpose=policy.SERVICE)
@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    appointment = _appointment(request, pk)
    return _said(request, appointment, operations.confirm, _("Thank you: what the room noted is confirmed."))


@signed_in(purpose=policy.SERVICE)
@require_POST
def contest(request: HttpRequest, pk: UUID) -> HttpResponse:
    appointment = _appointment(request, pk)
    return _said(request, appointment, operations.contest, _("Thank you for telling us: a person will look into it."))


def _said(request: HttpRequest, appointment: Any, operation: Any, thanks: str) -> HttpResponse:
    try:
        operation(person=_person(request), appointment=appointment, at=now())
    except permissions.Denied:
        raise Http404 from None
    except operations.StillGoing:
        messages.error(request, _("The session is not over yet."))
    else:
        messages.success(request, thanks)
    return redirect("room:after", pk=appointment.pk)
