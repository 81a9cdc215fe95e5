"""How a context says what each of its columns is; the build fails on a column that nobody classified (4.1, 4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from django.apps import apps


@dataclass(frozen=True)
class Personal:
    """The column holds data of a category of the register (`policy.CATEGORIES`)."""

    category: str
    erased_by: Literal["key", "delete", "keep"] = "key"
    withheld: str = ""  # why the subject's own export leaves it out; empty: it is in the export
    about: str = ""  # the side of the row whose alone it is, by name; empty: of all whom the row is about
    shown: str = ""  # the path to what an export says instead, where the column is a link to something public
    while_blocked: str = ""  # why it may be changed though the person is blocked; empty: the database refuses


@dataclass(frozen=True)
class Technical:
    """The column says nothing about a person by itself."""

    why: str
    while_blocked: str = ""


@dataclass(frozen=True)
class Deleted:
    """When he is erased, the rows about him go."""


@dataclass(frozen=True)
class Reduced:
    """When he is erased, the rows stay for a law, and `columns` are put to these values: nothing leads to him then.

    A value may be a database expression.
    """

    columns: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """When he is erased, the rows stay as they are: a random number in them leads nowhere once he is gone."""

    why: str


Erasure = Deleted | Reduced | Kept
DELETED = Deleted()


@dataclass(frozen=True)
class Term:
    """How long a row lives: a rule of `policy.RETENTION`, and the columns whose moment starts it (the first filled).

    `only`: which rows it speaks of. `reduced`: what a rule that reduces puts into the columns; without it the rows go.
    """

    rule: str
    since: tuple[str, ...]
    only: dict[str, Any] = field(default_factory=dict)
    reduced: Reduced | None = None


@dataclass(frozen=True)
class Classified:
    """Every column of one model. `subject` is the path to the id of the person the row is about, or None.

    A row about two people has `sides`: a name and a path for each; a column that is `about` one of them is withheld
    from the other's export. Where a whole row is one side's, `whose` is the column that names the side.

    `while_blocked`: why rows may come, change and go though the subject is blocked; empty: the database refuses. With
    `while_blocked_only` those rows alone whose column has one of the values named.

    `erasure` says what happens to the rows when a person is erased; `of_side`, by side or by path, where it is another
    than the subject and something must happen. `own_key`: the column with the id of a vault subject of the row's own,
    whose keys die with the row. `files`: columns that name a stored file, which goes with the row. `term`: when the row
    leaves anyhow.
    """

    model: str
    subject: str | None
    columns: dict[str, Personal | Technical]
    sides: dict[str, str] = field(default_factory=dict)
    whose: str = ""
    while_blocked: str = ""
    while_blocked_only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    erasure: Erasure = DELETED
    of_side: Mapping[str, Erasure] = field(default_factory=dict)
    own_key: str = ""
    files: tuple[str, ...] = ()
    term: Term | None = None

    @property
    def people(self) -> dict[str, str]:
        """Side -> path to the person's id: everybody whom a row is about."""
        return self.sides or ({"subject": self.subject} if self.subject else {})

    def erasures(self) -> dict[str, Erasure]:
        """Path to a person's id -> what his erasure does to the rows found by it."""
        if self.subject is None:
            return {}
        others = {self.sides.get(side, side): how for side, how in self.of_side.items()}
        return {self.subject: self.erasure} | others


def everything() -> dict[str, Classified]:
    """All classifications of all installed contexts, by model label ('accounts.Person')."""
    found: dict[str, Classified] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("harmonia.") and config.name != "harmonia.web":
            module = import_module(f"{config.name}.personal_data")
            found |= {entry.model: entry for entry in module.CLASSIFIED}
    return found
