"""Pages for what went wrong, in the person's language. They read no database, so they cannot fail too."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from harmonia.vault.gateways import KeysUnavailable

log = logging.getLogger(__name__)


def _page(
    request: HttpRequest, status: int, title: str, *explanations: str, template: str = "errors/error.html"
) -> HttpResponse:
    context = {"title": title, "explanations": explanations, "status": status, "path": request.path}
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(
        request,
        400,
        _("We could not understand this request."),
        _("The address may be mistyped, or the page may have been open for a long time."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        413,
        _("This is too much to send at once."),
        _("Nothing was saved. Go back, make the text or the file smaller, and send it again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("This is not open to you."),
        _("If you think that this is a mistake, write to us: we will look into it."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("The page was open for too long."),
        _("For your safety we did not carry it out. Go back, reload the page, and try once more."),
        _("If cookies are switched off in your browser, sign-in and forms cannot work; reading can."),
    )


def foreign_request(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        403,
        _("Another site tried to do this in your name."),
        _("We did not carry it out. Open our site yourself and do it there, if you meant to."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        429,
        _("This was sent too often from your network."),
        _("Nothing was changed by it. Try again in an hour."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("There is no such page."),
        _("Perhaps the address is mistyped, or the page has moved. Nothing is lost."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], KeysUnavailable):
        return keys_unavailable(request)
    return _page(
        request,
        500,
        _("Something broke on our side."),
        _("It is not your fault. We have been told about it. Try again in a few minutes."),
    )


def keys_unavailable(request: HttpRequest) -> HttpResponse:
    log.error("keys unavailable")
    response = _page(
        request,
        503,
        _("We cannot open your records for the moment."),
        _("They are safe, and locked: the keys to them cannot be reached now. Try again in a few minutes."),
    )
    response.headers["Retry-After"] = "60"
    return response


def consent_needed(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        403,
        _("For this we need your agreement."),
        _("Sessions need your agreement to the service, and it is not in force now. You can give it in your cabinet."),
        template="errors/consent_needed.html",
    )


def terms_not_accepted(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        403,
        _("First read the terms and accept them."),
        _("Sessions are booked under the public offer, and you have not accepted it. You can do so in your cabinet."),
        _("Nothing was booked and nothing is to be paid."),
        template="errors/consent_needed.html",
    )


def email_unverified(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        403,
        _("First show us that the address is yours."),
        _("We sent you a code by e-mail. Enter it, and you can go on from where you were."),
        template="errors/email_unverified.html",
    )


def blocked(request: HttpRequest) -> HttpResponse:
    """It is about somebody else who is blocked; who that is, and why, is not said."""
    return _page(
        request,
        423,
        _("This has been stopped for a time."),
        _("It cannot be opened or changed now. Nothing is lost: try again in a few days."),
    )
