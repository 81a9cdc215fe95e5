"""What the service checks of itself every night (6.7, 7.2.3, 8.1). Each check counts what is wrong; none repairs."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.consent import queries as consents
from harmonia.core.classification import everything
from harmonia.journal import queries as journal
from harmonia.privacy.queries import duties, erasure
from harmonia.vault.fields import EncryptedJSONField, EncryptedTextField
from harmonia.vault.models import SubjectKey

APPLICATION = "harmonia_app"
Check = Callable[[datetime], int]


def register_contradicts_itself(at: datetime) -> int:
    return len(policy.check_register())


def edition_is_not_the_code(at: datetime) -> int:
    """The last published edition, whose day may still come, is another than the register that the program carries."""
    edition = consents.latest_edition()
    now = policy.register_sha256(policy.Operator(**settings.OPERATOR))
    return int(edition is None or edition.register_sha256 != now)


def past_was_changed(at: datetime) -> int:
    """Findings of the journal's last audit; one, if nobody has audited it since yesterday's."""
    last = journal.last_audit()
    return 1 if last is None or (at - last.at).days > 1 else last.findings


def answers_changed(at: datetime) -> int:
    """Answers to agreements that are not the ones that were journalled, or are gone."""
    return len(consents.audit())


def columns_without_a_word(at: datetime) -> int:
    known = everything()
    return sum(
        model._meta.label not in known or field.name not in known[model._meta.label].columns
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    )


def encrypted_columns_in_clear(at: datetime) -> int:
    """An encrypted column that the database keeps as anything but bytes."""
    expected = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField | EncryptedJSONField)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type = 'bytea'"
        )
        return len(expected - set(cursor.fetchall()))


def past_that_could_be_rewritten(at: datetime) -> int:
    """Append-only tables whose guard is off, or which the application's role may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'append_only' AND (tgenabled <> 'A'"
            " OR has_table_privilege(%s, tgrelid, 'UPDATE') OR has_table_privilege(%s, tgrelid, 'DELETE'))",
            [APPLICATION, APPLICATION],
        )
        found: int = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM unnest(ARRAY['journal_entry', 'journal_leaf', 'consent_record']) AS name"
            " WHERE NOT EXISTS (SELECT FROM pg_trigger"
            " WHERE tgname = 'append_only' AND tgrelid = to_regclass(name))"
        )
        missing: int = cursor.fetchone()[0]
    return found + missing


def people_without_keys(at: datetime) -> int:
    keyed = set(SubjectKey.objects.values_list("subject_id", flat=True))
    return sum(person not in keyed for person in people.everybody_active())


def duties_overdue(at: datetime) -> int:
    return len(duties.overdue_duties(at))


def crisis_lines_unchecked(at: datetime) -> int:
    return sum(line.is_stale(at.date()) for line in policy.LINES.values())


def erased_and_still_there(at: datetime) -> int:
    """People whose keys were destroyed, and of whom a row or a key is left that should be gone."""
    return erasure.scan()


CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        register_contradicts_itself,
        edition_is_not_the_code,
        past_was_changed,
        answers_changed,
        columns_without_a_word,
        encrypted_columns_in_clear,
        past_that_could_be_rewritten,
        people_without_keys,
        erased_and_still_there,
        duties_overdue,
        crisis_lines_unchecked,
    )
}
