"""The directory: who may be chosen, by which wishes, in which order. Works as a plain form and, with htmx, in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.booking import queries as booking
from harmonia.booking.rules.windows import Window
from harmonia.core.money import tenge
from harmonia.specialists import queries as specialists
from harmonia.specialists.rules import Filters
from harmonia.web.access import visitor
from harmonia.web.counters import open_to_counters
from harmonia.web.counting import counted
from harmonia.web.public import when

ON_A_PAGE = 12
PRICES_KZT = (10_000, 15_000, 20_000, 25_000)
ANY = ("", _("All the same to me"))


def _in_language(text: policy.Text) -> str:
    return text.in_language(translation.get_language() or "ru")


in_language = lazy(_in_language, str)


TOPICS = [(topic.slug, in_language(topic.name)) for topic in policy.TOPICS.values()]
LANGUAGES = [(code, in_language(name)) for code, name in policy.SPOKEN_LANGUAGES.items()]
METHODS = [(key, in_language(name)) for key, name in policy.METHODS.items()]
SEXES = [("f", _("a woman")), ("m", _("a man"))]
UP_TO = [(str(price), tenge(price)) for price in PRICES_KZT]
ORDERS = [("earliest", _("who is free first")), ("price", _("price")), ("experience", _("experience"))]


class DirectoryForm(forms.Form):
    """Wishes about the public catalogue; nothing about the visitor. What is not understood is left out."""

    topic = forms.ChoiceField(label=_("Topic"), choices=[ANY, *TOPICS], required=False)
    when = forms.ChoiceField(label=_("When"), choices=[ANY, *when.NAMES.items()], required=False)
    language = forms.ChoiceField(label=_("Language of the session"), choices=[ANY, *LANGUAGES], required=False)
    price = forms.ChoiceField(label=_("Price, not above"), choices=[ANY, *UP_TO], required=False)
    method = forms.ChoiceField(label=_("Method"), choices=[ANY, *METHODS], required=False)
    sex = forms.ChoiceField(label=_("Specialist"), choices=[ANY, *SEXES], required=False)
    sort = forms.ChoiceField(label=_("In order of"), choices=ORDERS, required=False)


@dataclass(frozen=True)
class Wishes:
    filters: Filters
    when: str | None
    sort: str
    page: int

    @property
    def is_narrowed(self) -> bool:
        return self.filters != Filters() or self.when is not None


@dataclass(frozen=True)
class Listing:
    """One page. `total` is None where counting costs more than it tells; `busy`: how many match and are not free."""

    cards: Sequence[tuple[Any, datetime | None]]
    number: int
    more: bool
    total: int | None
    busy: int = 0

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def wishes(request: HttpRequest) -> Wishes:
    form = DirectoryForm(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    filters = Filters(
        topic=asked.get("topic"),
        language=asked.get("language"),
        method=asked.get("method"),
        sex=asked.get("sex"),
        price_up_to_kzt=int(asked["price"]) if "price" in asked else None,
    )
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    return Wishes(filters, asked.get("when"), asked.get("sort", "earliest"), max(1, number))


def listing(asked: Wishes, *, at: datetime) -> Listing:
    on = timezone.localdate(at, timezone.get_default_timezone())
    found = specialists.listed(asked.filters, on=on)
    window = _window(asked, at)
    if asked.sort == "earliest":
        return _earliest(asked, found, window, at=at, on=on)
    return _in_order(asked, found, window, at=at)


def _window(asked: Wishes, at: datetime) -> Window | None:
    if asked.when is None:
        return None
    return when.window(asked.when, zone=timezone.get_current_timezone_name(), today=timezone.localdate(at))


def _earliest(asked: Wishes, found: QuerySet[Any], window: Window | None, *, at: datetime, on: date) -> Listing:
    offset = (asked.page - 1) * ON_A_PAGE
    page = booking.directory(found, at=at, window=window, limit=ON_A_PAGE, offset=offset)
    times = {one.specialist_id: one.next_free_at for one in page.found}
    cards = [(one, times[one.pk]) for one in specialists.in_order_of(times, on=on)]
    if window is not None:
        return Listing(cards, asked.page, page.more, None)
    total = found.count()
    busy = 0 if page.more else max(0, total - offset - len(cards))
    return Listing(cards, asked.page, page.more, total, busy)


def _in_order(asked: Wishes, found: QuerySet[Any], window: Window | None, *, at: datetime) -> Listing:
    offset = (asked.page - 1) * ON_A_PAGE
    ordered = specialists.ordered(found, asked.sort)
    if window is not None:
        free = booking.next_free(found.order_by().values_list("pk", flat=True), at=at, window=window)
        ordered = ordered.filter(pk__in=list(free))
    shown = list(ordered[offset : offset + ON_A_PAGE])
    times = booking.next_free([one.pk for one in shown], at=at, window=window)
    total = ordered.count()
    return Listing([(one, times.get(one.pk)) for one in shown], asked.page, total > offset + len(shown), total)


def in_place(request: HttpRequest) -> bool:
    """htmx swaps a part of the page that is open; going back to a page asks for the whole."""
    htmx = request.htmx  # type: ignore[attr-defined]  # HtmxMiddleware sets it
    return bool(htmx) and not htmx.history_restore_request


@visitor
@counted
@open_to_counters
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    asked = wishes(request)
    context = {
        "form": DirectoryForm(request.GET),
        "listing": listing(asked, at=timezone.now()),
        "wishes": asked,
    }
    template = "public/_found.html" if in_place(request) else "public/directory.html"
    response = render(request, template, context)
    if in_place(request):
        named = urlencode({name: value for name, value in request.GET.items() if value})
        response.headers["HX-Push-Url"] = f"{request.path}?{named}" if named else request.path
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
