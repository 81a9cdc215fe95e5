"""What a reader may send: a question of a few sentences, and no links."""

import re

SHORTEST, LONGEST = 20, 2000
ENDINGS = "com|net|org|ru|kz|info|biz|top|xyz|site|online"
LINK = re.compile(rf"https?://|www\.|\bt\.me/|\[url|<a\s|\b[\w-]{{2,}}\.(?:{ENDINGS})\b", re.IGNORECASE)

TOO_SHORT, TOO_LONG, WITH_LINKS = "too_short", "too_long", "with_links"


def fault(words: str) -> str | None:
    """Why the words cannot be taken; None where they can."""
    said = words.strip()
    if len(said) < SHORTEST:
        return TOO_SHORT
    if len(said) > LONGEST:
        return TOO_LONG
    return WITH_LINKS if LINK.search(said) else None
