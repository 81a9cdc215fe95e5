"""What somebody sent after his session had ended, on its way through the sign-in and back to where it was meant for.

Guarantees: the words lie nowhere but in his browser, sealed (AES-256-GCM under a key of the service) in one hidden
field of the page that asks who he is. They open for twelve hours, and only for the person in whose sign-in they were
written: it is told by the secret that his forms bear since he signed in (`SignIn.forms_sha256`), which a form that
passed the check against forgery has shown. They open for nobody else, for nobody if that sign-in was put out or is not
known, and then it is said so. Opened, they stand behind a button: nothing is carried out by itself.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import _unmask_cipher_token  # type: ignore[attr-defined]  # not in the stubs
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from harmonia.accounts import operations
from harmonia.accounts.rules import limits
from harmonia.vault import rules as sealing
from harmonia.web import errors, keeping, onward, renewing

SEALED = "sealed"  # the hidden field
BOUND_TO = b"words on their way through the sign-in"
STALE = "CSRF token from POST incorrect."  # Django's words for a secret that is another one
SECRETS = frozenset({"password", "current"})  # fields that are never carried, nor what stands beside them
ROOM_FOR_THE_REST = 8 * 1024  # bytes of the page's own answer, beside the words


@dataclass(frozen=True)
class Carried:
    """`sealed`: for the hidden field. `lost`: something was written, and cannot go on."""

    sealed: str = ""
    lost: bool = False

    def __bool__(self) -> bool:
        return bool(self.sealed) or self.lost


@dataclass(frozen=True)
class Opened:
    sign_in_id: UUID
    to: str
    fields: keeping.Fields


def hand_over(request: HttpRequest) -> HttpResponse | None:
    """From a page that needs a sign-in to the page of signing in, with what was typed; None: it cannot go this way."""
    if not _can_go(request) or (request.FILES and _written_in(request) is None):
        return None
    return keeping.hand_over(request, reverse("public:sign_in"))


def arriving(request: HttpRequest) -> Carried:
    """What has come to a page of signing in: from the form itself, or sealed, from such a page."""
    if request.method != "POST" or keeping.KEPT not in request.GET:
        return Carried()
    if not _from_the_form(request):
        opens = _open(request.POST[SEALED]) is not None
        return Carried(request.POST[SEALED] if opens else "", lost=not opens)
    sign_in_id = _written_in(request)
    if sign_in_id is None or not keeping.wanted(request):
        return Carried(lost=True)
    return Carried(_seal(request, sign_in_id))


def answers(request: HttpRequest, asked: str) -> QueryDict | None:
    """What was said to the page's own question, the field `asked`; None: it was only shown yet."""
    if request.method != "POST" or _from_the_form(request):
        return None
    said = request.POST.copy()
    return said if said.pop(SEALED, None) is None or asked in said else None


def going(request: HttpRequest) -> str:
    """Where the person goes on to without the words: to the page with the form, from which he comes at first."""
    return onward.came_from(request) if _from_the_form(request) else onward.wanted(request)


def page(request: HttpRequest, template: str, carried: Carried, context: dict[str, Any]) -> HttpResponse:
    """A page that asks who he is and holds the words meanwhile."""
    response = render(request, template, {**context, SEALED: carried.sealed, "lost": carried.lost})
    if carried:
        response.headers["Cache-Control"] = "no-store, private"
    return response


def back(request: HttpRequest, question: str, carried: Carried) -> HttpResponse:
    """To another of the pages that ask, with what is on its way."""
    if not carried:
        return redirect(question)
    return redirect(f"{reverse(question)}?{request.GET.urlencode()}", preserve_request=True)


def go_on(request: HttpRequest, carried: Carried, address: str) -> HttpResponse:
    """He is in: to his words, if they are his; else to the address."""
    opened = _open(carried.sealed)
    if opened and _are_his(request, opened.sign_in_id):
        return _shown(request, opened)
    if carried:
        messages.warning(request, not_shown())
    return redirect(address)


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form's secret is not the browser's. After a sign-in on another page of it there is a new one: what comes sealed
    for the person, or with the secret of another sign-in of his own, is shown to him behind a button. None of it is
    carried out but leaving, and where the form came from has been looked at before its secret.
    """
    if reason != STALE or not request.user.is_authenticated:
        return errors.csrf_failure(request, reason)
    if request.path == reverse("public:sign_out") and _is_of_his_own(request):
        left: HttpResponse = resolve(request.path).func(request)
        return left
    opened = _his_own(request)
    return _shown(request, opened) if opened else errors.csrf_failure(request, reason)


def not_shown() -> str:
    return _(
        "What was written before this sign-in is not shown. It goes on only with the person who wrote it, "
        "within twelve hours, and not from a device that was signed out."
    )


def _are_his(request: HttpRequest, sign_in_id: UUID) -> bool:
    person: Any = request.user
    return operations.are_his_forms(person_id=person.pk, sign_in_id=sign_in_id)


def _shown(request: HttpRequest, opened: Opened) -> HttpResponse:
    context = {"to": opened.to, "fields": opened.fields, "renew": bool(renewing.due(request.user))}
    return render(request, "public/kept.html", context)


def _his_own(request: HttpRequest) -> Opened | None:
    """What a form brought whose secret is not the browser's, if it is of a sign-in of the person who sits here."""
    opened = _open(request.POST[SEALED]) if SEALED in request.POST else _of_another_sign_in(request)
    return opened if opened and _are_his(request, opened.sign_in_id) else None


def _of_another_sign_in(request: HttpRequest) -> Opened | None:
    fields, page = keeping.typed(request), resolve(request.path).func
    asks = not getattr(page, "login_required", True)  # a page of signing in, too: what comes there are answers
    if asks or not _can_go(request) or request.FILES or not any(value for _, value in fields):
        return None
    sign_in_id = _told_by_the_form(request)
    return Opened(sign_in_id, request.get_full_path(), fields) if sign_in_id else None


def _is_of_his_own(request: HttpRequest) -> bool:
    sign_in_id = _told_by_the_form(request)
    return sign_in_id is not None and _are_his(request, sign_in_id)


def _told_by_the_form(request: HttpRequest) -> UUID | None:
    return operations.sign_in_of_forms(_unmask_cipher_token(request.POST[keeping.TOKEN]))


def _can_go(request: HttpRequest) -> bool:
    navigates = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return navigates and not SECRETS.intersection(request.POST) and "HX-Request" not in request.headers


def _from_the_form(request: HttpRequest) -> bool:
    return request.method == "POST" and keeping.KEPT in request.GET and SEALED not in request.POST


def _written_in(request: HttpRequest) -> UUID | None:
    """The sign-in since which the forms of this browser bear their secret: the check against forgery compared it."""
    return operations.sign_in_of_forms(request.META.get("CSRF_COOKIE", ""))


def _seal(request: HttpRequest, sign_in_id: UUID) -> str:
    """Raises RequestDataTooBig where the page that asks could not send it back."""
    words = {
        "of": str(sign_in_id),
        "until": (now() + limits.WORDS_WAIT).timestamp(),
        "to": keeping.wanted(request),
        "fields": keeping.of(request),
    }
    plain = json.dumps(words, ensure_ascii=False).encode()
    sealed = urlsafe_b64encode(sealing.seal(_key(settings.SECRET_KEY), plain, BOUND_TO)).decode()
    if len(sealed) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - ROOM_FOR_THE_REST:
        raise RequestDataTooBig
    return sealed


def _open(sealed: str) -> Opened | None:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            words = json.loads(sealing.unseal(_key(secret), _bytes(sealed), BOUND_TO))
        except (sealing.Unreadable, ValueError):
            continue
        if words["until"] < now().timestamp():
            return None
        return Opened(UUID(words["of"]), words["to"], [(name, value) for name, value in words["fields"]])
    return None


def _bytes(sealed: str) -> bytes:
    """Raises ValueError also for another spelling of the same bytes."""
    found = urlsafe_b64decode(sealed)
    if urlsafe_b64encode(found) != sealed.encode():
        raise ValueError
    return found


def _key(secret: str) -> bytes:
    return sealing.mac(secret.encode(), "harmonia.web.carrying")
