"""A notice in words, as a letter: plain text and HTML of the same sentences."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from harmonia.notices.rules.letters import Said


@dataclass(frozen=True)
class Written:
    text: str
    html: str


def written(said: Said, *, way_out: str, marketing: bool = False, outside: bool = False) -> Written:
    """In the language that is active. `way_out`: the last link. `outside`: to somebody who has no account."""
    page = {
        "said": said,
        "way_out": way_out,
        "marketing": marketing,
        "outside": outside,
        "language": get_language(),
    }
    return Written(render_to_string("letters/letter.txt", page), render_to_string("letters/letter.html", page))
