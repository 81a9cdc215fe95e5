"""Where payment providers speak to us. No session, no cookie, no CSRF token: the signature is all."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from harmonia.booking import operations as booking
from harmonia.payments import gateways
from harmonia.web.access import visitor

LONGEST_BODY = 64 * 1024
REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (gateways.UnknownProvider, 404, "unknown_provider"),
    (gateways.Forged, 400, "forged"),
    (gateways.OutsideWindow, 400, "outside_window"),
    (gateways.Malformed, 422, "malformed"),
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
        status, reason = next((status, reason) for kind, status, reason in REFUSALS if isinstance(refused, kind))
        return JsonResponse({"refused": reason}, status=status)
    if recorded is None:
        return JsonResponse({"outcome": "unknown", "repeated": False})
    return JsonResponse({"outcome": recorded.outcome, "repeated": recorded.repeated})
