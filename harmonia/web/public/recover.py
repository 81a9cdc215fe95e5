"""A forgotten password. Whether an address is known is not to be learned here, neither from the answer nor its time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.accounts import operations
from harmonia.web.access import visitor
from harmonia.web.network import network_of
from harmonia.web.public.register_forms import NewPasswordForm, RecoveryForm
from harmonia.web.public.waiting import wait_words


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_recovery(email=form.cleaned_data["email"], network=network_of(request), at=now())
        except operations.TooManyAttempts as beyond:
            form.add_error(None, wait_words(beyond.until))
        else:
            return redirect("public:recover_sent")
    return render(request, "public/recover.html", {"form": form})


@visitor
@require_safe
def recover_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "public/recover_sent.html")


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's link. It is looked at, not used up, until a new password is chosen: mail programs open links too."""
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.recover(token=token, password=form.cleaned_data["password"], at=now())
        except operations.WrongCode:
            return render(request, "public/recover_over.html")
        messages.success(request, _("The new password is set, and all devices are signed out. Sign in with it."))
        return redirect("public:sign_in")
    if not operations.recovery_stands(token, at=now()):
        return render(request, "public/recover_over.html")
    response = render(request, "public/new_password.html", {"form": form})
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
