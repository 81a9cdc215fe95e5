"""People who lost every second step: two of the staff call the number of the account and hear the four digits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia.accounts import operations, permissions, queries
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER, SUPPORT, WAITING
from harmonia.web.access import freshly_confirmed, staff_only

ROLES = (SUPPORT, PRIVACY_OFFICER, OWNER)


@staff_only(*ROLES)
@require_safe
def loss_list(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/losses.html", {"losses": list(queries.living_losses()), "waiting": WAITING})


@staff_only(*ROLES)
@freshly_confirmed
@require_safe
def loss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The number is shown here and nowhere in the list: one reads it in order to call it now."""
    found = queries.living_losses().filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {
        "loss": found,
        "phone": found.person.phone,
        "name": found.person.name,
        "reason": _hindrance(request, found),
    }
    return render(request, "staff/loss.html", context)


def _hindrance(request: HttpRequest, found: Any) -> str:
    """Why this member of the staff cannot vouch; '' if he can."""
    by: Any = request.user
    try:
        permissions.check_vouch(by, found)
    except permissions.Denied as denied:
        return denied.reason
    return "done" if found.state == WAITING else ""


@staff_only(*ROLES)
@freshly_confirmed
@require_POST
def vouch(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    try:
        operations.vouch(loss_id=pk, by=by, at=now())
    except operations.NoSuchLoss:
        raise Http404 from None
    except (permissions.Denied, operations.WrongState):
        messages.error(request, _("This is for somebody else of the staff."))
    else:
        messages.success(request, _("Written down: you have heard the digits."))
    return redirect("staff:losses")


@staff_only(*ROLES)
@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    try:
        operations.refuse_loss(loss_id=pk, by=by, at=now())
    except operations.NoSuchLoss:
        raise Http404 from None
    except permissions.Denied:
        messages.error(request, _("This is for somebody else of the staff."))
    else:
        messages.success(request, _("Stopped. The second step stays."))
    return redirect("staff:losses")
