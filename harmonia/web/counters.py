"""Counters of others (4.3, 9.3.2): nothing of theirs is on a page before a yes to that very counter, nothing after a
no, and nothing ever on a page of somebody who has signed in, in the room, or where help at once is found.

A page is open to them by its decorator alone; the content policy is opened in the same breath, for the counters that
may count and for that answer. What was said is carried by the visitor's own browser; the record of it names nobody.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, wraps
from http.cookies import Morsel
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now

from harmonia import policy
from harmonia.consent import queries as consents

CHOICE = "cookie_choice"
# "google:yes:3:2026-11-29": which counter, what was said, to which edition, on which day.
SAID = re.compile(r"(?P<key>[a-z]{1,12}):(?P<said>yes|no):(?P<edition>\d{1,6}):(?P<day>\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Counter:
    """`sources`: what of theirs a page may then reach, by directive of the content policy; `marks`: how the names of
    their cookies begin."""

    key: str
    agreement: str
    setting: str
    script: str
    sources: Mapping[str, tuple[str, ...]] = field(hash=False)
    marks: tuple[str, ...]

    @property
    def number(self) -> str:
        """What the operator is called there; empty where he has none, and then the counter does not exist."""
        return str(getattr(settings, self.setting))

    @property
    def address(self) -> str:
        return self.script.format(number=self.number)

    @property
    def name(self) -> policy.Text:
        return policy.RECIPIENTS[self.key].title

    @property
    def summary(self) -> policy.Text:
        return policy.AGREEMENTS[self.agreement].summary


# A hit goes to the house of the visitor's region, by redirection too (docs/counters.md).
METRICA = ("https://mc.yandex.ru", "https://mc.yandex.kz", "https://mc.yandex.com")
COUNTERS = (
    Counter(
        key="google",
        agreement="analytics_google",
        setting="GOOGLE_ANALYTICS_ID",
        script="https://www.googletagmanager.com/gtag/js?id={number}",
        sources={
            "script-src": ("https://www.googletagmanager.com",),
            "img-src": ("https://*.google-analytics.com", "https://www.googletagmanager.com"),
            "connect-src": (
                "https://*.google-analytics.com",
                "https://*.analytics.google.com",
                "https://www.googletagmanager.com",
            ),
        },
        marks=("_ga", "_gid", "_gat", "_gcl_"),
    ),
    Counter(
        key="yandex",
        agreement="analytics_yandex",
        setting="YANDEX_METRICA_ID",
        script="https://mc.yandex.ru/metrika/tag.js?id={number}",
        sources={
            "script-src": ("https://mc.yandex.ru",),
            "img-src": METRICA,
            "connect-src": METRICA,
        },
        marks=("_ym",),
    ),
)


@dataclass(frozen=True)
class Said:
    """One answer, as the browser carries it."""

    yes: bool
    edition: int
    on: date


def configured() -> tuple[Counter, ...]:
    return tuple(counter for counter in COUNTERS if counter.number)


def carried(request: HttpRequest) -> dict[str, Said]:
    """What the browser says was answered, by counter; what is not written as we write it says nothing."""
    found = {}
    for part in request.COOKIES.get(CHOICE, "")[:400].split("/"):
        if match := SAID.fullmatch(part):
            try:
                day = date.fromisoformat(match["day"])
            except ValueError:
                continue
            found[match["key"]] = Said(match["said"] == "yes", int(match["edition"]), day)
    return found


class Choices:
    """What a visitor's answers mean today, for the page that he is on."""

    def __init__(self, request: HttpRequest, *, at: datetime) -> None:
        self.request, self.at = request, at
        self.counters = configured()

    @cached_property
    def standing(self) -> dict[str, bool]:
        """Yes or no by counter, where the answer still is one: the same text, its term not over."""
        said = carried(self.request)
        return {
            counter.key: said[counter.key].yes
            for counter in self.counters
            if counter.key in said and self._covers(counter, said[counter.key])
        }

    def _covers(self, counter: Counter, said: Said) -> bool:
        return consents.still_covers(
            counter.agreement, edition=said.edition, on=said.on, current=self.edition, at=self.at
        )

    @cached_property
    def unanswered(self) -> list[Counter]:
        return [counter for counter in self.counters if counter.key not in self.standing]

    @cached_property
    def allowed(self) -> list[Counter]:
        """Those that count on this very page: not one that was asked for with words of the visitor's own."""
        if self.request.user.is_authenticated or self.request.META.get("QUERY_STRING"):
            return []
        return [counter for counter in self.counters if self.standing.get(counter.key)]

    @cached_property
    def edition(self) -> int:
        """Whose words are shown now, and what an answer is an answer to."""
        current = consents.current_edition(at=self.at)
        return current.number if current else 0

    @property
    def answers(self) -> list[tuple[list[policy.Text], str]]:
        """The buttons of the banner, none of them first among equals: (whose yes it is, what it sends)."""
        asked = self.unanswered
        sets: list[list[Counter]] = [[], *([each] for each in asked), *([asked] if len(asked) > 1 else [])]
        return [([each.name for each in chosen], _sent(asked, chosen)) for chosen in sets]

    @property
    def states(self) -> list[dict[str, Any]]:
        """For the page of settings: each counter, what stands, and the two buttons."""
        return [
            {
                "counter": counter,
                "standing": self.standing.get(counter.key),
                "yes": _sent([counter], [counter]),
                "no": _sent([counter], []),
            }
            for counter in self.counters
        ]

    @property
    def forgets(self) -> str:
        """How names of what must go begin: on the page of settings, and wherever something was left behind."""
        if not self.left_behind and self.request.path != reverse("public:cookies"):
            return ""
        return " ".join(self._marks_of_refused)

    @property
    def _marks_of_refused(self) -> tuple[str, ...]:
        return tuple(mark for counter in self.counters if not self.standing.get(counter.key) for mark in counter.marks)

    @property
    def left_behind(self) -> list[str]:
        """Cookies of counters that may not count, and are still in the browser."""
        return [name for name in self.request.COOKIES if name.startswith(self._marks_of_refused)]


def _sent(asked: list[Counter], chosen: list[Counter]) -> str:
    return " ".join(f"{counter.key}:{'yes' if counter in chosen else 'no'}" for counter in asked)


def open_to_counters(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under an audience: the page asks who has not answered, and lets those count to whom a yes was said."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not configured():
            return view(request, *args, **kwargs)
        choices = Choices(request, at=now())
        request.counters = choices  # type: ignore[attr-defined]  # the page's templates print it
        response = view(request, *args, **kwargs)
        forget(response, request, choices.left_behind)
        if choices.allowed:
            response._csp_update = _opened(choices.allowed)  # type: ignore[attr-defined]  # as django-csp wants it
        return response

    marked: Any = page
    marked.open_to_counters = True  # so that a test can ask every address
    return page


def _opened(allowed: list[Counter]) -> dict[str, list[str]]:
    directives = sorted({directive for counter in allowed for directive in counter.sources})
    return {
        directive: [source for counter in allowed for source in counter.sources.get(directive, ())]
        for directive in directives
    }


def remember(response: HttpResponse, answers: Mapping[str, Said]) -> None:
    """An answer lives as long as the register says that its cookie does."""
    said = "/".join(
        f"{key}:{'yes' if each.yes else 'no'}:{each.edition}:{each.on}" for key, each in sorted(answers.items())
    )
    days = policy.COOKIES[CHOICE].days or 0
    response.set_cookie(CHOICE, said, max_age=days * 24 * 3600, secure=settings.HTTPS, httponly=True, samesite="Lax")


def forget(response: HttpResponse, request: HttpRequest, names: list[str]) -> None:
    """Expire cookies of theirs for every domain that could have set them here: one line a name and domain."""
    for name in names:
        for domain in ("", *_domains(request.get_host().partition(":")[0])):
            gone: Morsel[str] = Morsel()
            gone.set(name, "", "")
            gone.update({"path": "/", "max-age": "0", "expires": "Thu, 01 Jan 1970 00:00:00 GMT", "samesite": "Lax"})
            gone["domain"], gone["secure"] = domain, "1" if settings.HTTPS else ""
            dict.__setitem__(response.cookies, f"{name} {domain}", gone)  # by name alone one would replace the other


def _domains(host: str) -> list[str]:
    """www.harmonia.kz -> www.harmonia.kz, harmonia.kz; an address in numbers has none."""
    parts = host.split(".")
    if parts[-1].isdigit() or "[" in host:
        return []
    return [".".join(parts[first:]) for first in range(len(parts) - 1)]
