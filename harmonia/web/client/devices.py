"""The browsers that are sent a signal when there is a notice: which there are, adding this one, removing any."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmonia.accounts import operations as accounts
from harmonia.accounts.rules import identity
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices import gateways, operations, queries
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.forms import DeclaredForm, declared


class DeviceForm(DeclaredForm):
    """`subscription`: what the browser gave, as JSON (PushSubscription.toJSON); the script fills it in."""

    subscription = declared(
        "push_devices", forms.CharField, label="", help_text="", widget=forms.HiddenInput, max_length=4096
    )
    ends_with_sign_in = declared(
        "preferences",
        forms.BooleanField,
        label=gettext_lazy("Stop when I sign out on this device, or its sign-in ends by itself"),
        help_text=gettext_lazy("Best where somebody else may take the device."),
        required=False,
        initial=True,
    )

    def clean_subscription(self) -> dict[str, str]:
        """The address and its two keys, as text; whether they are good is not known here."""
        try:
            said = json.loads(self.cleaned_data["subscription"])
            given = {"address": said["endpoint"], "p256dh": said["keys"]["p256dh"], "auth": said["keys"]["auth"]}
        except (ValueError, LookupError, TypeError):
            raise forms.ValidationError(not_added()) from None
        if not all(isinstance(each, str) for each in given.values()):
            raise forms.ValidationError(not_added())
        return given


def not_added() -> str:
    return _("The browser gave an address that we do not know, so this device was not added.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def device_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        messages.success(request, _("This device is added. It will say that there is a notice, and nothing more."))
        return redirect("client:devices")
    this = accounts.this_sign_in(request.session.session_key or "")
    context = {
        "form": form,
        "devices": list(queries.living_devices(person.pk, at=now())),
        "this": this,
        "agreed": consents.accepted(person.pk, "push"),
        "key": gateways.public_key() if gateways.is_possible() else "",
        **frame(person),
    }
    return render(request, "client/devices.html", context)


def _added(request: HttpRequest, form: DeviceForm) -> bool:
    person: Any = request.user
    sign_in_id = accounts.this_sign_in(request.session.session_key or "")
    if sign_in_id is None:
        raise Http404
    try:
        operations.add_device(
            person_id=person.pk,
            **form.cleaned_data["subscription"],
            name=identity.device(request.headers.get("User-Agent", "")),
            sign_in_id=sign_in_id,
            ends_with_sign_in=form.cleaned_data["ends_with_sign_in"],
            at=now(),
        )
    except operations.NotADevice:
        form.add_error(None, not_added())
    except operations.TooManyDevices:
        form.add_error(None, _("You have as many devices as one may have. Remove one first."))
    except consent.ConsentMissing:
        form.add_error(None, _("Your consent is needed first."))
    return form.is_valid()


@signed_in
@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    try:
        operations.remove_device(person_id=person.pk, device_id=pk, at=now())
    except operations.NoSuchDevice:
        raise Http404 from None
    messages.success(request, _("That device is told nothing any more."))
    return redirect("client:devices")
