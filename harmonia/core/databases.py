"""Wrapped keys live in a database of their own, so that they have backups of their own."""

from typing import Any

from django.apps import apps
from django.db.models import Model

KEYS = "keys"


class KeysApart:
    """Models that say `database = "keys"` live there; everything else lives in the default database."""

    def _home(self, model: type[Model]) -> str:
        return getattr(model, "database", "default")

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return self._home(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return self._home(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return self._home(type(one)) == self._home(type(other))

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        """A migration's own picture of a model has no attributes: the model as it stands today is asked."""
        if model_name is None:
            return bool(db == hints.get("database", "default"))
        try:
            return db == self._home(apps.get_model(app_label, model_name))
        except LookupError:
            return db == "default"
