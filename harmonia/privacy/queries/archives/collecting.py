"""Everything that the classification says is personal and the person's. Nothing here names a table: a new column that
is classified is in the archive, on the page and in the schema by itself.

The caller has opened a purpose (`policy.RIGHTS`): ciphertext opens inside it only, and one row of the journal says so.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F

from harmonia.accounts.models import Person
from harmonia.booking import queries as booking
from harmonia.core.classification import Classified, Personal, everything
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.privacy.queries.archives import journalled
from harmonia.privacy.rules import archives as rules
from harmonia.vault import operations as vault
from harmonia.vault.fields import EncryptedBytesField
from harmonia.vault.files import SealedFileField
from harmonia.vault.keyring import Erased

SHOWN = "shown_instead_of_"
COUNTED = {"session_count": "counted"}  # a category that is a number, counted from other rows


def collected(
    person_id: UUID, *, categories: Collection[str] | None = None, released: Collection[rules.Place] = ()
) -> rules.Collected:
    """All rows of a person, or those of some categories; `released`: the places that two people opened for him."""
    collector = _Collector(person_id, frozenset(released))
    for entry in everything().values():
        collector.take(entry, _wanted(entry, categories))
    if categories is None or journalled.CATEGORY in categories:
        for row in journalled.rows(person_id):
            collector.found.add(journalled.CATEGORY, row)
    if categories is None or "session_count" in categories:
        held = {"sessions_held": booking.sessions_held(person_id)}
        collector.found.add("session_count", rules.Row(COUNTED["session_count"], "", held))
    collector.leave_out_strangers()
    return collector.found


@runs_as(SERVICE)
def withheld(person_id: UUID) -> list[rules.Withheld]:
    """What an archive of his would leave out, found without opening anything; rows that no staff see, too."""
    collector = _Collector(person_id, released=frozenset(), opens=False)
    for entry in everything().values():
        collector.take(entry, _wanted(entry, None))
    return collector.found.withheld


def counts(person_id: UUID) -> dict[str, int]:
    """Category -> how many rows there are, found without opening anything."""
    collector = _Collector(person_id, released=frozenset(), opens=False)
    for entry in everything().values():
        collector.take(entry, _wanted(entry, None))
    held = booking.sessions_held(person_id)
    counted = {"session_count": 1} if held else {}
    counted |= {journalled.CATEGORY: journalled.count(person_id)}
    return {category: len(rows) for category, rows in collector.found.rows.items()} | counted


def _wanted(entry: Classified, categories: Collection[str] | None) -> dict[str, Personal]:
    columns = rules.personal_columns(entry)
    return {name: said for name, said in columns.items() if categories is None or said.category in categories}


@dataclass
class _Collector:
    person_id: UUID
    released: frozenset[rules.Place]
    opens: bool = True
    found: rules.Collected = field(default_factory=rules.Collected)
    ids: dict[UUID, list[tuple[dict[str, Any], rules.Place, str]]] = field(default_factory=dict)

    def take(self, entry: Classified, said: dict[str, Personal]) -> None:
        for side, path in entry.people.items() if said else ():
            for row in _rows(entry, said, path, self.person_id):
                number = _number(row)
                if self._is_anothers(entry, side, row, number):
                    category = next(iter(said.values())).category
                    self.found.leave_out((entry.model, number, rules.WHOLE_ROW), category, rules.ANOTHERS)
                else:
                    self._take_row(entry, said, side, row, number)

    def _is_anothers(self, entry: Classified, side: str, row: models.Model, number: str) -> bool:
        if not entry.whose or getattr(row, entry.whose) == side:
            return False
        return (entry.model, number, rules.WHOLE_ROW) not in self.released

    def _take_row(
        self, entry: Classified, said: dict[str, Personal], side: str, row: models.Model, number: str
    ) -> None:
        values: dict[str, dict[str, Any]] = {}
        for name, column in said.items():
            place = entry.model, number, name
            try:
                why = self._reason(entry, column, side, row, place)
                value = self._value(entry, column, row, place) if self.opens and not why else None
            except Erased:
                why = rules.DESTROYED
            if why:
                self.found.leave_out(place, column.category, why)
                continue
            held = values.setdefault(column.category, {})
            held[name] = rules.plain(value)
            if isinstance(value, UUID) and value != self.person_id:
                self.ids.setdefault(value, []).append((held, place, column.category))
        for category, kept in values.items():
            self.found.add(category, rules.Row(entry.model, number, kept))

    def leave_out_strangers(self) -> None:
        """An id that turns out to be another person's never goes out, wherever it stood."""
        for stranger in Person.objects.filter(pk__in=self.ids).order_by("pk").values_list("pk", flat=True):
            for held, place, category in self.ids[stranger]:
                del held[place[2]]
                self.found.leave_out(place, category, rules.ANOTHERS_NUMBER)

    def _reason(self, entry: Classified, column: Personal, side: str, row: models.Model, place: rules.Place) -> str:
        under = getattr(row._meta.get_field(place[2]), "subject", None)
        released = place in self.released
        if (
            under
            and under != entry.own_key  # the row's own key is nobody else's
            and entry.sides
            and not released
            and getattr(row, under) != self.person_id
            and column.about in ("", side)
        ):
            return rules.ANOTHERS_KEY
        return rules.reason_to_withhold(column, side=side, released=released)

    def _value(self, entry: Classified, column: Personal, row: models.Model, place: rules.Place) -> Any:
        described: Any = row._meta.get_field(place[2])
        value = getattr(row, f"{SHOWN}{place[2]}" if column.shown else described.attname)
        if not value:
            return value
        if isinstance(described, SealedFileField):
            return self.found.attach(place, column.category, sealed=value)
        if isinstance(described, EncryptedBytesField):
            return self.found.attach(place, column.category, content=value)
        if place[2] in entry.files:
            return self.found.attach(place, column.category, stored=str(value))
        return value


def _rows(entry: Classified, said: dict[str, Personal], path: str, person_id: UUID) -> list[Any]:
    """Of one table, with the keys of the rows' own fetched at once."""
    model = apps.get_model(entry.model)
    shown = {f"{SHOWN}{name}": F(column.shown) for name, column in said.items() if column.shown}
    rows = list(model._base_manager.filter(**{path: person_id}).annotate(**shown).order_by("pk"))
    if rows and entry.own_key:
        vault.preload({getattr(row, entry.own_key) for row in rows})
    return rows


def _number(row: models.Model) -> str:
    """A row's primary key as text; of several columns, one after another."""
    key = row.pk
    return "/".join(str(rules.plain(part)) for part in key) if isinstance(key, tuple) else str(key)
