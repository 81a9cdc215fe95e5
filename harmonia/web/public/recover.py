"""A forgotten password. Whether an address is known is not to be learned here, neither from the answer nor its time."""

from uuid import UUID

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

RECOVERY = "recovery"


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
@require_safe
def open_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's link. The secret leaves the address at once: the form, the history and the logs hold none of it.

    The session gets a new key first: whoever planted the old one in this browser gains nothing by it.
    """
    code_id = operations.recovery_by(token, at=now())
    if code_id is None:
        return render(request, "public/recover_over.html")
    request.session.cycle_key()
    request.session[RECOVERY] = str(code_id)
    return redirect("public:new_password")


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    if RECOVERY not in request.session:
        return render(request, "public/recover_over.html")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code_id = UUID(request.session.pop(RECOVERY))
        try:
            operations.recover(code_id=code_id, password=form.cleaned_data["password"], at=now())
        except operations.WrongCode:
            return render(request, "public/recover_over.html")
        messages.success(request, _("The new password is set, and all devices are signed out. Sign in with it."))
        return redirect("public:sign_in")
    return render(request, "public/new_password.html", {"form": form})
