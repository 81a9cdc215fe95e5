"""What the editors' desks share, of readers' questions and of articles: who comes in, how a list is parted by states,
the form for the same words in three languages, and how a press of a button ends.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia import policy
from harmonia.accounts.states import EDITOR, OWNER
from harmonia.core.moves import WrongState
from harmonia.core.queues import InOtherHands
from harmonia.web import documents
from harmonia.web.access import staff_only
from harmonia.web.public.directory import in_language

PER_PAGE = 25
TOPICS = [(one.slug, in_language(one.name)) for one in policy.TOPICS.values()]
CHOOSE = ("", gettext_lazy("choose"))
NAMES = dict(settings.LANGUAGES)
editors = staff_only(EDITOR, OWNER, purpose=policy.FEEDBACK)


def tabs(shown: Collection[str], words: Mapping[Any, Any], *, chosen: str) -> list[tuple[str, Any, bool]]:
    return [(state, words[state], state == chosen) for state in shown]


def title_of(written: Any, otherwise: str) -> str:
    """In the language of the page, or in the first in which there is one."""
    titles = (written.title.in_language(code) for code in (documents.language(), *policy.LANGUAGES))
    return next(filter(None, titles), otherwise)


def decide(request: HttpRequest, page: str, pk: UUID, said: Any, do: Callable[[], Any]) -> HttpResponse:
    """Back to the page of the thing; to that of what has come of it where it is another, and to the list if nothing."""
    try:
        come_of_it = do()
    except ObjectDoesNotExist:
        raise Http404 from None
    except InOtherHands:
        messages.error(request, _("Somebody else has taken it."))
    except WrongState:
        messages.error(request, _("This has changed meanwhile: look at how it stands now."))
    else:
        messages.success(request, str(said))
        return redirect(page, pk=come_of_it.pk) if come_of_it else redirect(f"{page}s")
    return redirect(page, pk=pk)


@dataclass(frozen=True)
class Part:
    """`rows`: none for a single line."""

    label: Any
    longest: int
    rows: int = 0
    hint: Any = ""


class SpokenForm(forms.Form):
    """A topic, and each part in each language, in fields such as `title_kk`; `opened`: languages that stand open."""

    parts: Mapping[str, Part]
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=[CHOOSE, *TOPICS])

    def __init__(self, data: Any = None, *, shown: dict[str, Any], opened: Collection[str]) -> None:
        super().__init__(data, initial=shown)
        self.opened = opened
        for code in policy.LANGUAGES:
            for name, part in self.parts.items():
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{part.label} ({NAMES[code]})",
                    max_length=part.longest,
                    required=False,
                    help_text=part.hint,
                    widget=forms.Textarea(attrs={"rows": part.rows}) if part.rows else None,
                )

    @property
    def words(self) -> list[tuple[str, bool, list[forms.BoundField]]]:
        """By language: its name, whether it stands open, the fields."""
        return [
            (NAMES[code], self.is_bound or code in self.opened, [self[f"{part}_{code}"] for part in self.parts])
            for code in policy.LANGUAGES
        ]

    def said(self) -> dict[str, policy.Text]:
        """Part by part."""
        words = self.cleaned_data
        return {
            part: policy.Text(**{code: words[f"{part}_{code}"] for code in policy.LANGUAGES}) for part in self.parts
        }


def as_it_stands(written: Any, parts: Collection[str]) -> dict[str, Any]:
    """What a SpokenForm shows of a thing."""
    names = (f"{part}_{code}" for code in policy.LANGUAGES for part in parts)
    return {name: getattr(written, name) for name in ("topic", *names)}


class BackForm(forms.Form):
    word = forms.CharField(
        label=gettext_lazy("What should be otherwise"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
