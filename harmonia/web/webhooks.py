"""Where providers of payments and of mail speak to us. No session, no cookie, no CSRF token: the signature is all."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from harmonia.booking import operations as booking
from harmonia.notices import operations as notices
from harmonia.notices.gateways import events as mail_events
from harmonia.payments import gateways
from harmonia.support import operations as support
from harmonia.support.gateways import webhook as mail
from harmonia.web.access import visitor

HEARD = 0  # the word of CloudPayments for it; other providers look at the status only
LONGEST_BODY = 64 * 1024
REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (gateways.UnknownProvider, 404, "unknown_provider"),
    (gateways.Forged, 400, "forged"),
    (gateways.OutsideWindow, 400, "outside_window"),
    (gateways.Malformed, 422, "malformed"),
)
MAIL_REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (mail.NotConfigured, 404, "not_configured"),
    (mail.Forged, 400, "forged"),
    (mail.OutsideWindow, 400, "outside_window"),
    (mail.Malformed, 422, "malformed"),
    (support.PlaceTaken, 409, "event_id_taken"),
)
EVENT_REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (mail_events.NotConfigured, 404, "not_configured"),
    (mail_events.Forged, 400, "forged"),
    (mail_events.Malformed, 422, "malformed"),
    (notices.NotYet, 503, "not_yet"),
)


@visitor
@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """200 once the event is stored and processed, now or before; then the provider need not come again."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return JsonResponse({"refused": "too_long"}, status=413)
    try:
        recorded = booking.settle_webhook(provider=provider, headers=dict(request.headers), body=request.body, at=now())
    except tuple(kind for kind, _, _ in REFUSALS) as refused:
        return _refusal(refused, REFUSALS)
    if (answer := gateways.provider(provider).heard()) is not None:
        return HttpResponse(answer, content_type="application/xml; charset=utf-8")
    if recorded is None:
        return JsonResponse({"code": HEARD, "outcome": "unknown", "repeated": False})
    return JsonResponse({"code": HEARD, "outcome": recorded.outcome, "repeated": recorded.repeated})


def _refusal(refused: Exception, table: tuple[tuple[type[Exception], int, str], ...]) -> HttpResponse:
    status, reason = next((status, reason) for kind, status, reason in table if isinstance(refused, kind))
    return JsonResponse({"refused": reason}, status=status)


@visitor
@csrf_exempt
@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """200 once the letter is stored, now or before; then the provider need not come again."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > mail.LONGEST_BODY:
        return JsonResponse({"refused": "too_long"}, status=413)
    body = request.read(int(length))  # past the limit of forms: a letter may be larger than any form of ours
    try:
        stored = support.take_from_provider(headers=dict(request.headers), body=body, at=now())
    except tuple(kind for kind, _, _ in MAIL_REFUSALS) as refused:
        return _refusal(refused, MAIL_REFUSALS)
    return JsonResponse({"stored": str(stored.pk)})


@visitor
@csrf_exempt
@require_POST
def letter_events(request: HttpRequest) -> HttpResponse:
    """What became of our letters, as the provider of mail tells it. 200: heard, now or before. 503: tell us again."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return JsonResponse({"refused": "too_long"}, status=413)
    try:
        news = notices.take_events(mail_events.read(request, at=now()), at=now())
    except tuple(kind for kind, _, _ in EVENT_REFUSALS) as refused:
        return _refusal(refused, EVENT_REFUSALS)
    return JsonResponse({"news": news})
