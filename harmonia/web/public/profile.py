"""One specialist: what the law has published of him (332-VIII art. 19), and when he is free."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.booking import queries as booking
from harmonia.specialists import queries as specialists
from harmonia.web.access import visitor
from harmonia.web.client import lengths
from harmonia.web.counting import counted
from harmonia.web.structured import structured

DAYS_SHOWN, TIMES_A_DAY = 3, 4
LOOK_AHEAD = timedelta(days=28)
TYPES = {"svg": "image/svg+xml", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def _found(slug: str) -> Any:
    today = timezone.localdate(timezone.now(), timezone.get_default_timezone())
    try:
        return specialists.by_slug(slug, on=today)
    except specialists.NotListed:
        raise Http404 from None


@visitor
@counted
@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    specialist = _found(slug)
    at = timezone.now()
    choice = lengths.choice(request, specialist, client_id=request.user.pk, at=at)
    minutes = choice.chosen.asked_minutes
    free = booking.free_times(specialist.pk, at=at, until=at + LOOK_AHEAD, minutes=minutes)
    context = {
        "specialist": specialist,
        "lengths": choice,
        "education": specialists.education_of(specialist),
        "days": _days([datetime.fromtimestamp(second, UTC) for second in free]),
        "structured": _structured(request, specialist),
    }
    return render(request, "public/profile.html", context)


def _days(free: list[datetime]) -> list[tuple[datetime, list[datetime]]]:
    """The nearest days with the first free times of each, by the person's calendar."""
    by_day = [(list(times)) for _, times in groupby(free, key=lambda moment: timezone.localtime(moment).date())]
    return [(times[0], times[:TIMES_A_DAY]) for times in by_day[:DAYS_SHOWN]]


def _structured(request: HttpRequest, specialist: Any) -> SafeString:
    language = get_language() or "ru"
    facts = {
        "@type": "Person",
        "name": specialist.display_name,
        "url": request.build_absolute_uri(reverse("public:specialist", args=[specialist.slug])),
        "image": request.build_absolute_uri(reverse("public:portrait", args=[specialist.slug])),
        "description": specialist.headline.in_language(language),
        "knowsLanguage": specialist.languages,
        "knowsAbout": [policy.METHODS[key].in_language(language) for key in specialist.methods],
        "alumniOf": [one.institution.in_language(language) for one in specialists.education_of(specialist)],
        "makesOffer": {"@type": "Offer", "price": specialist.price_kzt, "priceCurrency": "KZT"},
    }
    return structured(facts)


@visitor
@require_safe
def portrait(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of somebody who is listed. Opened by itself it may run and load nothing."""
    photo = _found(slug).photo
    kind = TYPES.get(photo.rpartition(".")[2])
    if kind is None or not default_storage.exists(photo):
        raise Http404
    with default_storage.open(photo) as file:
        response = HttpResponse(file.read(), content_type=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, public=True, max_age=24 * 3600)
    return response
