"""Carries out what each `personal_data.py` declares of erasing a person. Knows no domain: the declarations are the map.

All rows about him are found first; then some are reduced, then the others deleted, whoever points before what he points
at. Nothing cascades silently: a row that the map forgot keeps its foreign key, the database refuses, and nothing is
erased at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from harmonia.core.classification import Classified, Deleted, Kept, Personal, Reduced, everything
from harmonia.core.databases import KEYS

BATCH = 5000


@dataclass(frozen=True)
class Rows:
    """Rows of one table that a person is found by, and what his erasure does to them."""

    entry: Classified
    how: Deleted | Reduced | Kept
    keys: Sequence[Any] = field(repr=False)

    @property
    def model(self) -> type[models.Model]:
        return model_of(self.entry)

    @property
    def result(self) -> str:
        return {Deleted: "deleted", Reduced: "reduced", Kept: "kept"}[type(self.how)]

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(said.category for said in self.entry.columns.values() if isinstance(said, Personal)))

    def filled(self, column: str) -> bool:
        return bool(_of(self.model, self.keys).filter(**{f"{column}__isnull": False}).exists())


def model_of(entry: Classified) -> type[models.Model]:
    return apps.get_model(entry.model)


def erasable() -> list[Classified]:
    """Tables of the data; the keys' own tables are emptied by whoever keeps the keys."""
    return [one for one in everything().values() if one.subject and getattr(model_of(one), "database", "") != KEYS]


def rows_of(person_id: UUID) -> list[Rows]:
    """Everything that the map leads to from the person, table by table; tables without a row of his are left out."""
    walked = roads()
    found: dict[int, list[Any]] = {}
    for number, road in enumerate(walked):
        if isinstance(model_of(road.entry)._meta.pk, models.CompositePrimaryKey):
            found[number] = list(road.rows(person_id).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_search(), {"person": person_id})
        for number, key in cursor.fetchall():
            found.setdefault(number, []).append(model_of(walked[number].entry)._meta.pk.to_python(key))
    return [Rows(walked[number].entry, walked[number].how, keys) for number, keys in sorted(found.items()) if keys]


@dataclass(frozen=True)
class Road:
    """One path from a table to the person whom its rows are about."""

    entry: Classified
    path: str
    how: Deleted | Reduced | Kept

    def rows(self, person_id: UUID) -> Any:
        return model_of(self.entry)._base_manager.filter(**{self.path: person_id})


@cache
def roads() -> tuple[Road, ...]:
    return tuple(Road(entry, path, how) for entry in erasable() for path, how in entry.erasures().items())


@cache
def _search() -> str:
    """All roads walked by one statement: (number of the road, primary key as text)."""
    nobody = UUID(int=0)
    walks = []
    for number, road in enumerate(roads()):
        if not isinstance(model_of(road.entry)._meta.pk, models.CompositePrimaryKey):
            sql, parameters = road.rows(nobody).order_by().values_list("pk").query.sql_with_params()
            assert list(parameters) == [nobody], road  # noqa: S101  a road asks for the person and nothing else
            walk = sql.replace("%s", "%(person)s")
            walks.append(f"SELECT {number}, one.pk::text FROM ({walk}) AS one(pk)")  # noqa: S608  Django's own SQL
    return " UNION ALL ".join(walks)


def own_keys(found: Iterable[Rows]) -> list[UUID]:
    """Vault subjects that rows about to go have for themselves."""
    return [value for rows in found if isinstance(rows.how, Deleted) for value in _values(rows, rows.entry.own_key)]


def stored_files(found: Iterable[Rows]) -> list[str]:
    """Names in the storage that rows about to go, or to say nothing any more, stand for."""
    return [
        name
        for rows in found
        if not isinstance(rows.how, Kept)
        for column in rows.entry.files
        for name in _values(rows, column)
    ]


def _values(rows: Rows, column: str) -> list[Any]:
    if not column:
        return []
    values = rows.model._base_manager.filter(pk__in=rows.keys).values_list(column, flat=True)
    return [value for value in values if value]


def carry_out(found: Iterable[Rows]) -> None:
    """Reduce, then delete; in the caller's transaction. Raises IntegrityError for a row that the map forgot."""
    rows_found = list(found)
    for rows in rows_found:
        if isinstance(rows.how, Reduced):
            reduce_rows(rows.model, rows.keys, rows.how)
    to_go = [rows for rows in rows_found if isinstance(rows.how, Deleted)]
    place = {label: number for number, label in enumerate(children_first({rows.entry.model for rows in to_go}))}
    for rows in sorted(to_go, key=lambda one: place[one.entry.model]):
        delete_rows(rows.model, rows.keys)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def reduce_rows(model: type[models.Model], keys: Sequence[Any], how: Reduced) -> int:
    return sum(_of(model, keys[start : start + BATCH]).update(**how.columns) for start in range(0, len(keys), BATCH))


def delete_rows(model: type[models.Model], keys: Sequence[Any]) -> int:
    """Past Django's collector, which would follow foreign keys by itself and say nothing of what it took along."""
    return sum(_of(model, keys[start : start + BATCH])._raw_delete("default") for start in range(0, len(keys), BATCH))


def empty(rows: Rows, columns: Sequence[str]) -> int:
    """Take values out of rows, or, without columns, the rows themselves; returns how many values went."""
    if not columns:
        return delete_rows(rows.model, rows.keys)
    nullable = [name for name in columns if rows.model._meta.get_field(name).null]
    gone = 0
    for name in nullable:
        gone += _of(rows.model, rows.keys).filter(**{f"{name}__isnull": False}).update(**{name: None})
    return gone


def _of(model: type[models.Model], keys: Sequence[Any]) -> Any:
    return model._base_manager.filter(pk__in=keys)


def children_first(labels: set[str]) -> list[str]:
    """Whoever points comes before what he points at."""
    pointed_from: dict[str, set[str]] = {label: set() for label in labels}
    for label in labels:
        for target in _targets(apps.get_model(label)) & labels - {label}:
            pointed_from[target].add(label)
    return list(TopologicalSorter(pointed_from).static_order())


def _targets(model: type[models.Model]) -> set[str]:
    related = (one.related_model for one in model._meta.concrete_fields if one.is_relation)
    return {other._meta.label for other in related if isinstance(other, type) and issubclass(other, models.Model)}
