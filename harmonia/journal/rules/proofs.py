"""Verifying what was given out: a proved document, a signed checkpoint, a proof of consistency. Pure; asks no server.

A file is taken byte for byte: whatever is not in the canonical form, has a member too many or too few, or is written
another way (capital hex digits, a spare space) is refused, so that of one proof there is one file.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from harmonia.journal.rules.documents import FORMAT, Document, NotADocument, canonical, document_hash
from harmonia.journal.rules.tree import extends, includes, leaf_hash

CONSISTENCY_FORMAT = "harmonia-consistency-1"
LARGEST = 1 << 20
LONGEST_PATH = 64
HASH, SIGNATURE = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}")
Shape = Mapping[str, Any]
CHECKPOINT_TEXT = {"v": int, "origin": str, "size": int, "root": HASH, "at": str}
CHECKPOINT = {"text": CHECKPOINT_TEXT, "signature": SIGNATURE}
LEAF = {"v": int, "id": str, "at": str, "event": str, "record": HASH, "sealed": HASH, "document": HASH}
PROOF = {
    "format": str,
    "document": dict,
    "signature": SIGNATURE,
    "key": HASH,
    "leaf": LEAF,
    "inclusion": {"position": int, "size": int, "path": [HASH]},
    "checkpoint": CHECKPOINT,
}
CONSISTENCY = {"format": str, "from": CHECKPOINT, "to": CHECKPOINT, "path": [HASH]}


class Malformed(ValueError):
    """The bytes are not such a file. The argument says why, in plain words."""


@dataclass(frozen=True)
class Verdict:
    """`proved` and `unproved` are names of claims, in order; any fault, and nothing of it is to be believed."""

    document: Document | None = None
    checkpoint: Mapping[str, Any] | None = None
    key: str = ""
    proved: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    reason: str = field(default="", compare=False)
    position: int | None = None

    @property
    def good(self) -> bool:
        return not self.faults


def read(data: bytes, shape: Shape, *, strict: bool = True) -> dict[str, Any]:
    """The JSON of a file of this shape. Raises Malformed."""
    if len(data) > LARGEST:
        raise Malformed("it is larger than any such file")
    try:
        said = json.loads(data.decode(), parse_constant=_refuse, parse_float=_refuse)
        same = rfc8785.dumps(said) == data
    except (ValueError, RecursionError):  # not JSON, not UTF-8, a number that is not whole, nested without end
        raise Malformed("it is not JSON of the kind that is given out") from None
    if strict and not same:
        raise Malformed("it is not byte for byte what was given out")
    _check_shape("", said, shape)
    plain: dict[str, Any] = said
    return plain


def _refuse(number: str) -> Any:
    raise ValueError(number)


def _check_shape(where: str, said: Any, shape: Any) -> None:
    if isinstance(shape, Mapping):
        if not isinstance(said, dict) or set(said) != set(shape):
            raise Malformed(f"{where or 'the file'} has members too many or too few")
        for name, inner in shape.items():
            _check_shape(f"{where}.{name}".lstrip("."), said[name], inner)
    elif isinstance(shape, list):
        if not isinstance(said, list) or len(said) > LONGEST_PATH:
            raise Malformed(f"{where} is no list, or too long")
        for one in said:
            _check_shape(where, one, shape[0])
    elif not _fits(said, shape):
        raise Malformed(f"{where} is not written as it should be")


def _fits(said: Any, shape: Any) -> bool:
    if isinstance(shape, re.Pattern):
        return isinstance(said, str) and shape.fullmatch(said) is not None
    return isinstance(said, shape) and not isinstance(said, bool)


def _signed(key: str, signature: str, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def checkpoint_signed(checkpoint: Mapping[str, Any], key: str) -> bool:
    return _signed(key, checkpoint["signature"], rfc8785.dumps(checkpoint["text"]))


def verify(
    data: bytes, *, key: str | None = None, checkpoint: bytes | None = None, consistency: bytes | None = None
) -> Verdict:
    """Hold a file against itself, and against what the reader trusts already.

    `key`: the service's public key in hex, had from elsewhere. `checkpoint`: one that was kept, out of a letter or
    from the list. `consistency`: the proof that leads from one to the other. Raises nothing: the verdict says all.
    """
    if _format(data) == CONSISTENCY_FORMAT:
        return _verify_growth(data, key)
    try:
        proof = read(data, PROOF)
        kept = read(checkpoint, CHECKPOINT) if checkpoint is not None else None
        growth = read(consistency, CONSISTENCY) if consistency is not None else None
    except Malformed as fault:
        return Verdict(faults=("form",), reason=str(fault))
    checks = {**_by_itself(proof), **_with_key(proof, key), **_with_past(proof, kept, growth)}
    return _verdict(
        checks,
        document=proof["document"],
        checkpoint=proof["checkpoint"]["text"],
        key=proof["key"],
        position=proof["inclusion"]["position"],
    )


def _verdict(checks: Mapping[str, bool | None], **about: Any) -> Verdict:
    return Verdict(
        proved=tuple(name for name, found in checks.items() if found),
        unproved=tuple(name for name, found in checks.items() if found is None),
        faults=tuple(name for name, found in checks.items() if found is False),
        **about,
    )


def _format(data: bytes) -> Any:
    try:
        said = json.loads(data[:LARGEST])
    except (ValueError, RecursionError):
        return None
    return said.get("format") if isinstance(said, dict) else None


def _verify_growth(data: bytes, key: str | None) -> Verdict:
    """A proof of consistency by itself: whose it is can be told only with the key, which it does not carry."""
    try:
        growth = read(data, CONSISTENCY)
    except Malformed as fault:
        return Verdict(faults=("form",), reason=str(fault))
    signed = None if key is None else all(checkpoint_signed(growth[end], key) for end in ("from", "to"))
    checks = {"form": True, "consistency": _grew(growth), "key": signed}
    return _verdict(checks, checkpoint=growth["to"]["text"], key=key or "")


def _by_itself(proof: Mapping[str, Any]) -> dict[str, bool | None]:
    leaf, inclusion, point = proof["leaf"], proof["inclusion"], proof["checkpoint"]
    text = point["text"]
    return {
        "form": proof["format"] == FORMAT and leaf["v"] == 2 and text["v"] == 1,
        "document": _hash(proof["document"]) == leaf["document"],
        "signature": _document_signed(proof),
        "inclusion": inclusion["size"] == text["size"]
        and includes(
            leaf=leaf_hash(rfc8785.dumps(leaf)),
            position=inclusion["position"],
            size=inclusion["size"],
            path=[bytes.fromhex(step) for step in inclusion["path"]],
            tree_root=bytes.fromhex(text["root"]),
        ),
        "checkpoint": checkpoint_signed(point, proof["key"]),
    }


def _hash(document: Document) -> str:
    try:
        return document_hash(document).hex()
    except NotADocument:
        return ""


def _document_signed(proof: Mapping[str, Any]) -> bool:
    try:
        return _signed(proof["key"], proof["signature"], canonical(proof["document"]))
    except NotADocument:
        return False


def _with_key(proof: Mapping[str, Any], key: str | None) -> dict[str, bool | None]:
    return {"key": None if key is None else proof["key"] == key}


def _with_past(
    proof: Mapping[str, Any], kept: Mapping[str, Any] | None, growth: Mapping[str, Any] | None
) -> dict[str, bool | None]:
    """Whether the journal of the proof and the journal of the kept checkpoint are one: the same, or one grown."""
    own = proof["checkpoint"]["text"]
    checks: dict[str, bool | None] = {}
    if growth is not None:
        checks["consistency"] = consistent(growth, proof["key"])
    if kept is None:
        ends = [_place(growth[end]["text"]) for end in ("from", "to")] if growth else []
        return {**checks, "past": (_place(own) in ends and checks["consistency"]) if growth else None}
    if not checkpoint_signed(kept, proof["key"]):
        return {**checks, "past": False}
    here, there = _place(own), _place(kept["text"])
    if here[0] == there[0]:
        return {**checks, "past": here == there}
    if growth is None:
        return {**checks, "past": None}
    ends = sorted([_place(growth["from"]["text"]), _place(growth["to"]["text"])])
    return {**checks, "past": bool(checks["consistency"]) and ends == sorted([here, there])}


def _place(text: Mapping[str, Any]) -> tuple[int, str, str]:
    return text["size"], text["root"], text["origin"]


def consistent(growth: Mapping[str, Any], key: str) -> bool:
    """Two checkpoints signed with the key, and the newer tree is the older one with leaves appended."""
    return _grew(growth) and all(checkpoint_signed(growth[end], key) for end in ("from", "to"))


def _grew(growth: Mapping[str, Any]) -> bool:
    old, new = growth["from"]["text"], growth["to"]["text"]
    return (growth["format"], old["v"], new["v"], old["origin"]) == (
        CONSISTENCY_FORMAT,
        1,
        1,
        new["origin"],
    ) and extends(
        old=old["size"],
        new=new["size"],
        old_root=bytes.fromhex(old["root"]),
        new_root=bytes.fromhex(new["root"]),
        path=[bytes.fromhex(step) for step in growth["path"]],
    )


def fingerprint(key: str) -> str:
    """The first eight bytes of the key's SHA-256, in fours, for comparing by eye."""
    digest = hashlib.sha256(bytes.fromhex(key)).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))
