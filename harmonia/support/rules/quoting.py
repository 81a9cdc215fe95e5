"""What a letter says itself, and what it only quotes: earlier letters, signatures, mark-up."""

import re
from html.parser import HTMLParser

QUOTED = re.compile(r"^\s*[>|]")
# From here on an earlier letter stands below: lines by which programs introduce it, in the three languages.
BEGINS = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|исходное сообщение|пересылаемое сообщение|пересланное сообщение"
    r"|бастапқы хат|бастапқы хабарлама|қайта жіберілген хабарлама)"
    r"|_{10,}\s*$"
    r"|.{0,200}\b(?:wrote|writes|написал|написала|написал\(а\)|пишет|жазды|деп жазды)\s*:\s*$"
    r"|(?:from|от|от кого|кімнен)\s*:\s.*@"
    r")",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"^--\s?$")
INVISIBLE = frozenset({"script", "style", "head", "title", "blockquote"})
BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table"})


def own_words(text: str) -> str:
    """The writer's own lines; an answer that stands below or between what it quotes is kept."""
    kept: list[str] = []
    for line in text.splitlines():
        if SIGNATURE.match(line) or BEGINS.match(line):
            break
        if not QUOTED.match(line):
            kept.append(line)
    return "\n".join(kept).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in INVISIBLE:
            self.hidden.append(tag)
        elif tag in BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.hidden:
            while self.hidden and self.hidden.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def without_markup(page: str) -> str:
    """The text of a letter that has only HTML. What it quotes (blockquote) goes with the mark-up."""
    words = _Words()
    words.feed(page)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.words).splitlines())
    return "\n".join(line for line in lines if line)
