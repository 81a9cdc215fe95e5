"""Encrypted columns and blind indexes.

A value stands in the database under the key of its person and class, bound to table, column, row and person. Reading
the attribute opens it, inside `reading.reading(purpose)` only. A search needs a blind index, which finds equals.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from harmonia import policy
from harmonia.vault import keyring, operations, reading, rules


@dataclass(frozen=True)
class Sealed:
    """A value as it came from the database, not yet opened."""

    ciphertext: bytes


class _Opening:
    """The attribute: gives the plain value, decrypting on demand; what was assigned is given back as it is."""

    def __init__(self, field: "_EncryptedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        return self.field.open(instance, value) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _EncryptedField(models.Field[Any, Any]):
    def __init__(self, category: str, subject: str = "id", **options: Any) -> None:
        self.category, self.subject = category, subject
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, [self.category, *arguments], {"subject": self.subject, **options}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    @property
    def key_class(self) -> str:
        key_class = policy.CATEGORIES[self.category].key_class
        assert key_class is not None, f"{self.category} is not an encrypted category"  # noqa: S101
        return key_class

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        raise NotImplementedError

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        subject = self._subject_of(instance)
        reading.permit(subject, self.category)
        version, key = keyring.class_key(subject, self.key_class)
        plain = rules.unseal(key, sealed.ciphertext, self._place(instance, subject, version))
        reading.note(subject, self.category)
        return self.decode(plain)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        subject = self._subject_of(model_instance)
        version, key = keyring.class_key(subject, self.key_class)
        return Sealed(rules.seal(key, self.encode(value), self._place(model_instance, subject, version)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is encrypted: assign it on an instance; search by its blind index")
        return None if value is None else value.ciphertext

    def _subject_of(self, instance: models.Model) -> UUID:
        subject: UUID = getattr(instance, self.subject)
        return subject

    def _place(self, instance: models.Model, subject: UUID, version: int) -> bytes:
        table = self.model._meta.db_table
        return rules.place(table=table, column=self.column, row=instance.pk, subject=subject, version=version)


class EncryptedTextField(_EncryptedField):
    def encode(self, value: str) -> bytes:
        return value.encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedJSONField(_EncryptedField):
    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class BlindIndexField(models.BinaryField):
    """Filled from the plain value of another field when that is saved; equal values have equal indexes."""

    def __init__(self, of: str, category: str, **options: Any) -> None:
        self.of, self.category = of, category
        super().__init__(**{"max_length": 32, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {"of": self.of, "category": self.category, **options}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.of, Sealed(b""))
        if not isinstance(value, Sealed):
            index = operations.blind_index(self.category, value) if value else None
            setattr(model_instance, self.attname, index)
        return getattr(model_instance, self.attname)
