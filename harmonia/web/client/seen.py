"""Who saw a person's data: which role, for which purpose, which kinds, when (94-V art. 8-2(2)(2)); from the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.accounts import states
from harmonia.privacy.queries import archives
from harmonia.privacy.queries.archives import journalled
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.paging import Paginator

PER_PAGE = 30
LATEST = 500  # records of the journal that a page looks through; the archive has them all
NAMES = {
    states.CLIENT: gettext_lazy("a client"),
    states.SPECIALIST: gettext_lazy("your specialist"),
    states.SUPPORT: gettext_lazy("the support service"),
    states.VERIFIER: gettext_lazy("who checks specialists' papers"),
    states.PRIVACY_OFFICER: gettext_lazy("the person responsible for personal data"),
    states.ANALYST: gettext_lazy("an analyst"),
    states.EDITOR: gettext_lazy("who writes the news and offers"),
    states.RESEARCHER: gettext_lazy("a researcher"),
    states.ACCOUNTANT: gettext_lazy("an accountant"),
    states.OWNER: gettext_lazy("the owner of the service"),
    journalled.ONESELF: gettext_lazy("you"),
    journalled.THE_SERVICE: gettext_lazy("the program itself"),
    journalled.GONE: gettext_lazy("someone who has left"),
}


@dataclass(frozen=True)
class Look:
    at: datetime
    by: str
    by_oneself: bool
    purpose: str
    kinds: list[str]


@signed_in
@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """`?own=shown`: one's own visits too; `?kind=client_topics`: of one kind of data."""
    person: Any = request.user
    looks = archives.looks(person.pk, limit=LATEST)
    everything = request.GET.get("own") == "shown"
    if not everything:
        looks = [look for look in looks if look.by != (journalled.ONESELF,)]
    kind = policy.CATEGORIES.get(request.GET.get("kind", ""))
    if kind is not None:
        looks = [look for look in looks if kind.key in look.categories]
    page = Paginator(looks, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "looks": [in_words(look) for look in page],
        "own": everything,
        "kind": kind,
        **frame(person),
    }
    return render(request, "client/seen.html", context)


def in_words(look: archives.Look) -> Look:
    spoken = get_language() or "ru"
    return Look(
        at=look.at,
        by=", ".join(str(NAMES[each]) for each in NAMES if each in look.by) or _("someone who has left"),
        by_oneself=look.by == (journalled.ONESELF,),
        purpose=policy.PURPOSES[look.purpose].title.in_language(spoken),
        kinds=[policy.CATEGORIES[key].title.in_language(spoken) for key in look.categories],
    )
