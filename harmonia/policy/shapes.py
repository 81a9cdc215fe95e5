"""What a rendered document is made of. Pages print it; nothing here decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from harmonia.policy.terms import Language


@dataclass(frozen=True, slots=True)
class Item:
    number: str
    text: str

    @property
    def line(self) -> str:
        return f"{self.number} {self.text}" if self.number else f"– {self.text}"


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(" | ".join(row) for row in (self.header, *self.rows))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered statement, and under it a list or a table, if it has one."""

    number: str
    text: str
    items: tuple[Item, ...] = ()
    table: Table | None = None

    @property
    def lines(self) -> Iterator[str]:
        yield f"{self.number} {self.text}".strip()
        yield from (item.line for item in self.items)
        if self.table:
            yield from self.table.lines


@dataclass(frozen=True, slots=True)
class Section:
    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`text` is the plain text that a person agrees to; `sha256` is the hex digest of its UTF-8 bytes."""

    key: str
    title: str
    language: Language
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        lines = [self.title]
        for section in self.sections:
            lines += ["", f"{section.number}. {section.title}"]
            lines += [line for paragraph in section.paragraphs for line in paragraph.lines]
        return "\n".join(lines) + "\n"

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()
