"""Encrypted columns and blind indexes.

A value stands in the database under the key of its person and class, bound to table, column, row and person. Reading
the attribute opens it, inside `reading.reading(purpose)` only. A search needs a blind index, which finds equals.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.db import models

from harmonia import policy
from harmonia.vault import keyring, operations, reading, rules


class Sealed(bytes):
    """A ciphertext as it stands in the database, not yet opened; what `values()` gives."""


class Unplaced(TypeError):
    """The value cannot be bound to its place: the row has no primary key yet, or it is about nobody."""


TAUGHT = "keeps_sealed"
_as_stored: ContextVar[bool] = ContextVar("vault_as_stored", default=False)


@contextmanager
def _left_sealed() -> Iterator[None]:
    token = _as_stored.set(True)
    try:
        yield
    finally:
        _as_stored.reset(token)


class _Opening:
    """The attribute: gives the plain value, decrypting on demand; what was assigned is given back as it is."""

    def __init__(self, field: "_EncryptedField") -> None:
        self.field, self.name = field, field.attname

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        try:
            value = instance.__dict__[self.name]
        except KeyError:
            instance.refresh_from_db(fields=[self.name])
            value = instance.__dict__[self.name]
        if type(value) is not Sealed or _as_stored.get():
            return value
        return self.field.open(instance, value)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.name] = value


def _teach(model: type[models.Model]) -> None:
    """Django copies attributes when it refreshes a row: that is no reading, so they are copied sealed."""
    plain: Callable[..., None] = model.refresh_from_db
    if getattr(plain, TAUGHT, False):
        return

    @wraps(plain)
    def refresh_from_db(self: models.Model, *arguments: Any, **options: Any) -> None:
        with _left_sealed():
            plain(self, *arguments, **options)

    setattr(refresh_from_db, TAUGHT, True)
    setattr(model, plain.__name__, refresh_from_db)


class _EncryptedField(models.Field[Any, Any]):
    """`own_key`: the column with the id of a vault subject of the row's own, under whose key the value stands as well,
    within the person's. It opens with both, so it dies with the row's key, whatever copies of the row remain."""

    def __init__(self, category: str, subject: str = "id", own_key: str = "", **options: Any) -> None:
        self.category, self.subject, self.own_key = category, subject, own_key
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return (
            name,
            path,
            [self.category, *arguments],
            {
                "subject": self.subject,
                **({"own_key": self.own_key} if self.own_key else {}),
                **options,
            },
        )

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))
        _teach(cls)

    @cached_property
    def key_class(self) -> str:
        key_class = policy.CATEGORIES[self.category].key_class
        assert key_class is not None, f"{self.category} is not an encrypted category"  # noqa: S101
        return key_class

    @cached_property
    def _column(self) -> bytes:
        return rules.column(self.model._meta.db_table, str(self.column))

    @cached_property
    def _table(self) -> str:
        return str(self.model._meta.db_table)

    @cached_property
    def _row(self) -> str:
        return self.model._meta.pk.attname

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        raise NotImplementedError

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        held = instance.__dict__  # past Django's own descriptors, which cost as much as the cipher
        row = held.get(self._row) or getattr(instance, self._row)
        key = reading.key(held.get(self.subject) or getattr(instance, self.subject), self.category, (self._table, row))
        plain = rules.unseal_value(key, sealed, self._column, row)
        return self.decode(rules.unseal_value(self._own(held), plain, self._column, row) if self.own_key else plain)

    def _own(self, held: dict[str, Any]) -> rules.Key:
        return keyring.class_key(held[self.own_key], self.key_class)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        held = model_instance.__dict__
        value = held.get(self.attname)
        if value is None or type(value) is Sealed:
            return value
        subject: UUID | None = held.get(self.subject) or getattr(model_instance, self.subject)
        row = held.get(self._row) or getattr(model_instance, self._row)
        if subject is None or row is None:
            raise Unplaced(f"{self}: {'the row is about nobody' if row else 'the row has no primary key yet'}")
        key = keyring.class_key(subject, self.key_class)
        plain = self.encode(value)
        if self.own_key:
            plain = rules.seal_value(self._own(held), plain, self._column, row)
        return Sealed(rules.seal_value(key, plain, self._column, row))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and type(value) is not Sealed:
            raise TypeError(f"{self.name} is encrypted: assign it on an instance; search by its blind index")
        return None if value is None else bytes(value)


class EncryptedTextField(_EncryptedField):
    def encode(self, value: str) -> bytes:
        return value.encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedBytesField(_EncryptedField):
    """What came from outside, byte for byte: a letter as it arrived."""

    def encode(self, value: bytes) -> bytes:
        return bytes(value)

    def decode(self, plain: bytes) -> bytes:
        return plain


class EncryptedJSONField(_EncryptedField):
    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class BlindIndexField(models.BinaryField[Any, Any]):
    """Filled from the plain value of another field whenever that is saved; equal values have equal indexes."""

    def __init__(self, of: str, category: str, **options: Any) -> None:
        self.of, self.category = of, category
        super().__init__(**{"max_length": 32, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {"of": self.of, "category": self.category, **options}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """An index that did not follow its value would find somebody by an address that is no longer his."""
        super().contribute_to_class(cls, name, private_only)
        plain: Callable[..., None] = cls.save_base

        @wraps(plain)
        def save_base(instance: models.Model, *arguments: Any, **options: Any) -> None:
            if options.get("update_fields") and self.of in options["update_fields"]:
                options["update_fields"] = frozenset({*options["update_fields"], self.attname})
            plain(instance, *arguments, **options)

        setattr(cls, plain.__name__, save_base)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.of, Sealed())
        if type(value) is not Sealed:
            index = operations.blind_index(self.category, value) if value else None
            setattr(model_instance, self.attname, index)
        return getattr(model_instance, self.attname)
