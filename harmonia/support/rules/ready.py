"""Ready answers: what may stand in braces in them, and what is put there. Nothing that is anybody's."""

import re
from collections.abc import Mapping

BLANK = re.compile(r"\{([^{}]*)\}")
BLANKS = ("number", "site", "sos", "requests", "email")


def unknown_blanks(text: str) -> list[str]:
    """What stands in braces and would never be filled; a brace alone is one, too."""
    rest = BLANK.sub("", text)
    alone = [brace for brace in "{}" if brace in rest]
    return [name for name in BLANK.findall(text) if name not in BLANKS] + alone


def filled(text: str, values: Mapping[str, str]) -> str:
    """Each blank once, by its name: what is put in is never looked through again."""
    return BLANK.sub(lambda blank: values.get(blank[1], blank[0]), text)
