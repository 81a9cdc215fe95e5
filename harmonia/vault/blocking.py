"""The database itself refuses to write what is about a blocked person; the triggers are made from the classification.

For every table that is about people (`core.classification`) there is a trigger a statement: it finds the people whose
rows come, change or go, along the path to the subject, and asks whether one of them is blocked. A writer and whoever
blocks meet at a lock (of one of 64 groups of people, since a statement may write about many): a block waits for the
writers who came first to commit, and who comes after it is refused. What may be written all the same is named in the
classification with its reason. The owner makes the triggers after each migration; the application's role cannot
disable them.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connections, models

from harmonia.core.classification import Classified, everything
from harmonia.vault import reading

REFUSED = "HB001"  # the SQLSTATE of refuse_blocked (migration 0003)
PREFIX = "refuse_blocked_"
EVENTS = {"INSERT": "NEW TABLE AS come", "UPDATE": "OLD TABLE AS gone NEW TABLE AS come", "DELETE": "OLD TABLE AS gone"}
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {inserted}
    ELSIF TG_OP = 'DELETE' THEN
        {deleted}
    ELSE
        {before}
        {after}
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM refuse_blocked_rows(array_agg({key}), '{table}', TG_OP) FROM gone r
        WHERE EXISTS (SELECT FROM vault_blockedrecord b WHERE b."table" = '{table}');
    END IF;
    RETURN NULL;
END $body$;
"""
PEOPLE = """PERFORM refuse_blocked(array_agg(DISTINCT {person}), '{table}', TG_OP)
        FROM {rows} r {joins} WHERE {person} IS NOT NULL{spared};"""
TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
EMPTY = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tgname, tgrelid::regclass AS place FROM pg_trigger WHERE tgname LIKE 'refuse\\_blocked\\_%' LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.place);
    END LOOP;
    FOR one IN SELECT oid::regprocedure AS place FROM pg_proc
        WHERE proname LIKE 'refuse\\_blocked\\_%' AND prorettype = 'trigger'::regtype LOOP
        EXECUTE format('DROP FUNCTION %s', one.place);
    END LOOP;
END $$;
"""


def guarded(known: dict[str, Classified]) -> Iterator[tuple[type[models.Model], Classified]]:
    """The tables about people in the database of the data; those whose writing is spared as a whole are not."""
    for label in sorted(known):
        entry, model = known[label], apps.get_model(label)
        whole = entry.while_blocked and not entry.while_blocked_only
        if entry.subject and not whole and getattr(model, "database", "default") == "default":
            yield model, entry


def triggers(known: dict[str, Classified], tables: Collection[str]) -> str:
    """The SQL that makes them, for those of the tables that stand."""
    return "".join(_triggers(model, entry) for model, entry in guarded(known) if model._meta.db_table in tables)


def _triggers(model: type[models.Model], entry: Classified) -> str:
    table = model._meta.db_table
    name = PREFIX + table
    person, joins = _path(model, str(entry.subject))
    rows, columns = _spared_rows(model, entry), _spared_columns(model, entry)

    def people(of: str, spared: str) -> str:
        return PEOPLE.format(person=person, joins=joins, table=table, rows=of, spared=spared)

    function = FUNCTION.format(
        name=name,
        table=table,
        key=_key(model),
        inserted=people("come", rows),
        deleted=people("gone", rows),
        before=people("gone", rows + columns.format(others="come")),
        after=people("come", rows + columns.format(others="gone")),
    )
    made = (
        TRIGGER.format(name=f"{PREFIX}{event.lower()}", event=event, table=table, rows=moved, function=name)
        for event, moved in EVENTS.items()
    )
    return function + "".join(made)


def _path(model: type[models.Model], path: str) -> tuple[str, str]:
    """('p2.person_id', the joins to it) for 'order__person_id', from the row `r`."""
    *links, last = path.split("__")
    alias, joins = "r", []
    for number, link in enumerate(links, start=1):
        field: Any = model._meta.get_field(link)
        model = field.related_model
        target = field.target_field.column
        joins.append(f'JOIN {model._meta.db_table} p{number} ON p{number}."{target}" = {alias}."{field.column}"')
        alias = f"p{number}"
    return f'{alias}."{_column(model, last)}"', " ".join(joins)


def _column(model: type[models.Model], attribute: str) -> str:
    return str(next(field.column for field in model._meta.concrete_fields if field.attname == attribute))


def _keys(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in getattr(model._meta, "pk_fields", None) or [model._meta.pk]]


def _key(model: type[models.Model]) -> str:
    """A row's key as text."""
    return " || ':' || ".join(f'r."{column}"::text' for column in _keys(model))


def _spared_rows(model: type[models.Model], entry: Classified) -> str:
    """A condition that leaves out the rows that may be written by what one of their columns says."""
    said = ""
    for name, values in entry.while_blocked_only.items():
        allowed = ", ".join(f"'{value}'" for value in values)
        column = next(field.column for field in model._meta.concrete_fields if field.name == name)
        said += f' AND r."{column}" NOT IN ({allowed})'
    return said


def _spared_columns(model: type[models.Model], entry: Classified) -> str:
    """A condition that leaves out the rows of an update whose other columns all stay as they are."""
    fields = model._meta.concrete_fields
    guarded_columns = [field.column for field in fields if not entry.columns[field.name].while_blocked]
    if len(guarded_columns) == len(fields):
        return ""
    same = [f'o."{column}" = r."{column}"' for column in _keys(model)]
    same += [f'o."{column}" IS NOT DISTINCT FROM r."{column}"' for column in guarded_columns]
    return f" AND NOT EXISTS (SELECT FROM {{others}} o WHERE {' AND '.join(same)})"


def install(using: str) -> bool:
    """Make the triggers anew if the classification says other than what stands; tells whether it did."""
    wanted = triggers(everything(), connections[using].introspection.table_names())
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT obj_description('refuse_blocked(uuid[], text, text)'::regprocedure)")
        if cursor.fetchone()[0] == digest:
            return False
        cursor.execute(EMPTY + wanted)
        cursor.execute(f"COMMENT ON FUNCTION refuse_blocked(uuid[], text, text) IS '{digest}'")
    return True


def translate(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """The database's refusal, as the fact that it is."""
    try:
        return execute(sql, params, many, context)
    except DatabaseError as refusal:
        cause: Any = refusal.__cause__
        if getattr(cause, "sqlstate", None) != REFUSED:
            raise
        raise reading.write_refused(cause.diag.message_detail or "", cause.diag.table_name or "") from None
