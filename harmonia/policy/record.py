"""The register as plain data: for export, for keeping an edition, and for comparing two."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from harmonia.policy.register import REGISTER, Register

Data = dict[str, Any]


def as_data(register: Register = REGISTER) -> Data:
    """The whole register in the types of JSON, table by table and key by key."""
    plain: Data = _plain(register)
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def canonical(data: Data) -> bytes:
    """One byte string for one value: keys sorted, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
