"""Epoch keys in a Vault or OpenBao server (the Transit engine, over HTTP): they never come to this machine.

Needs `associated_data` of Transit (Vault 1.9, any OpenBao). The token's policy, with the mount at `transit`:

    path "transit/keys"                        { capabilities = ["list"] }
    path "transit/keys/harmonia-*"             { capabilities = ["create", "read", "update", "delete"] }
    path "transit/encrypt/harmonia-*"          { capabilities = ["update"] }
    path "transit/decrypt/harmonia-*"          { capabilities = ["update"] }
    path "transit/hmac/harmonia-*"             { capabilities = ["update"] }
    path "transit/wrapping_key"                { capabilities = ["read"] }

No "create" on encrypt: with it, the server would begin a new key under the name of an epoch that was destroyed.

Where an escrow is kept, a key is made here, sealed for the escrow, imported as not exportable, and forgotten. A key for
blind indexes is of Transit's type `hmac`; its bytes here are an HMAC over a fixed label.
"""

import base64
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import urllib3
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from harmonia.vault import rules
from harmonia.vault.gateways.contract import EpochGone, KeysUnavailable
from harmonia.vault.gateways.escrow import Escrow, number_of

LABEL = b"harmonia blind index"
PREFIX = "harmonia-"
WAIT = urllib3.Timeout(connect=2, read=10)
# Reading is asked again when a connection breaks; making and destroying are safe to ask again, too.
RETRIES = urllib3.Retry(total=2, backoff_factor=0.1, allowed_methods=None, raise_on_status=False)
NOT_OPENED = ("message authentication failed", "invalid ciphertext")
NO_KEY = ("encryption key not found", "key not found")


class TransitKms:
    def __init__(
        self,
        *,
        address: str | None = None,
        token: str | None = None,
        mount: str | None = None,
        escrow: Escrow | None = None,
    ) -> None:
        self.base = f"{address or settings.TRANSIT_ADDRESS}/v1/{mount or settings.TRANSIT_MOUNT}"
        self.headers = {"X-Vault-Token": token or settings.TRANSIT_TOKEN, "X-Vault-Request": "true"}
        if settings.TRANSIT_NAMESPACE:
            self.headers["X-Vault-Namespace"] = settings.TRANSIT_NAMESPACE
        trusted = {"ca_certs": settings.TRANSIT_CA} if settings.TRANSIT_CA else {}
        self.pool = urllib3.PoolManager(timeout=WAIT, retries=RETRIES, maxsize=8, **trusted)
        self.escrow = escrow or Escrow.of_settings()
        self._mac_keys = cache(self._mac_key)

    def epochs(self) -> list[int]:
        return sorted(number_of(name) for name in self._names("epoch-"))

    def current_epoch(self) -> int:
        epochs = self.epochs()
        return epochs[-1] if epochs else self.rotate()

    def wrap(self, key: bytes, context: bytes) -> tuple[int, bytes]:
        return self.wrap_all([(key, context)])[0]

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes:
        return self.unwrap_all([(epoch, wrapped, context)])[0]

    def wrap_all(self, keys: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        if not keys:
            return []
        epoch = self.current_epoch()
        asked = [{"plaintext": _text(key), "associated_data": _bound(context)} for key, context in keys]
        answered = self._batch("encrypt", epoch, asked)
        return [(epoch, one["ciphertext"].encode()) for one in answered]

    def unwrap_all(self, wrapped: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        opened: dict[int, bytes] = {}
        for epoch, places in _by_epoch(wrapped).items():
            asked = [
                {"ciphertext": _ciphertext(wrapped[place][1]), "associated_data": _bound(wrapped[place][2])}
                for place in places
            ]
            answered = self._batch("decrypt", epoch, asked)
            opened |= {place: base64.b64decode(one["plaintext"]) for place, one in zip(places, answered, strict=True)}
        return [opened[place] for place in range(len(wrapped))]

    def rotate(self) -> int:
        with self.escrow.alone():
            epoch = max(self.epochs(), default=0) + 1
            self._make(f"epoch-{epoch}")
        return epoch

    def destroy(self, epoch: int) -> None:
        self.escrow.forget(f"epoch-{epoch}")
        name = f"keys/{PREFIX}epoch-{epoch}"
        if epoch in self.epochs():
            self._ask("POST", f"{name}/config", {"deletion_allowed": True})
            self._ask("DELETE", name)

    def mac_key(self, name: str) -> bytes:
        return self._mac_keys(name)

    def mac_names(self) -> list[str]:
        return sorted(name.removeprefix("mac-") for name in self._names("mac-"))

    def adopt(self, name: str, secret: bytes) -> None:
        if name not in self._names(name):
            self._import(name, secret)
            self._mac_keys.cache_clear()

    def _mac_key(self, name: str) -> bytes:
        label = f"mac-{name}"
        if name not in self.mac_names():
            with self.escrow.alone():
                if name not in self.mac_names():
                    self._make(label)
        said = self._ask("POST", f"hmac/{PREFIX}{label}", {"input": _text(LABEL)})
        return base64.b64decode(said["data"]["hmac"].rpartition(":")[2])

    def _make(self, name: str) -> None:
        """A key that exists already is left as it is, by the server."""
        if self.escrow.wanted:
            secret = rules.new_key()
            self.escrow.keep(name, secret)
            self._import(name, secret)
        else:
            self._ask("POST", f"keys/{PREFIX}{name}", _kind(name))

    def _import(self, name: str, secret: bytes) -> None:
        said = self._ask("GET", "wrapping_key")
        wrapping = load_pem_public_key(said["data"]["public_key"].encode())
        if not isinstance(wrapping, RSAPublicKey):
            raise KeysUnavailable("Transit's wrapping key is not of RSA")
        once = rules.new_key()
        sealed = wrapping.encrypt(once, OAEP(MGF1(SHA256()), SHA256(), None)) + aes_key_wrap_with_padding(once, secret)
        body = {"type": _kind(name)["type"], "ciphertext": _text(sealed), "hash_function": "SHA256"}
        self._ask("POST", f"keys/{PREFIX}{name}/import", body)

    def _names(self, prefix: str) -> list[str]:
        try:
            said = self._ask("LIST", "keys")["data"]["keys"]
        except EpochGone:  # there are no keys at all
            return []
        names = (name.removeprefix(PREFIX) for name in said if name.startswith(PREFIX))
        return [name for name in names if name.startswith(prefix)]

    def _batch(self, verb: str, epoch: int, asked: list[dict[str, str]]) -> list[dict[str, str]]:
        said = self._ask("POST", f"{verb}/{PREFIX}epoch-{epoch}", {"batch_input": asked})
        answered: list[dict[str, str]] = said["data"]["batch_results"]
        return answered

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        sent = None if body is None else json.dumps(body)
        try:
            answer = self.pool.request(method, f"{self.base}/{path}", body=sent, headers=self.headers)
            said: dict[str, Any] = json.loads(answer.data) if answer.data else {}
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise KeysUnavailable(f"Transit does not answer: {type(error).__name__}") from error
        if answer.status >= 400:
            raise _failure(answer.status, _words(said), path)
        return said


def _failure(status: int, words: str, path: str) -> Exception:
    """What the server's error means here; its own words name keys and states, nobody's data."""
    if "no handler for route" in words:
        return KeysUnavailable("Transit is not mounted at TRANSIT_MOUNT")
    if status == 404 or any(one in words for one in NO_KEY):
        return EpochGone(path.rpartition(PREFIX)[2])
    if status == 400 and any(one in words for one in NOT_OPENED):
        return rules.Unreadable("sealed under another key, or for another place")
    if status == 503:
        return KeysUnavailable(f"Transit is sealed or in maintenance: {words}")
    if status == 403:
        return KeysUnavailable(f"Transit refuses the token for {path}: {words}")
    return KeysUnavailable(f"Transit answered {status}: {words}")


def _words(said: Mapping[str, Any]) -> str:
    """Of the whole request, and of the items of a batch."""
    items = (said.get("data") or {}).get("batch_results", [])
    return "; ".join([*(said.get("errors") or []), *{one["error"] for one in items if one.get("error")}])


def _kind(name: str) -> dict[str, Any]:
    if name.startswith("mac-"):
        return {"type": "hmac", "key_size": rules.KEY_BYTES}
    return {"type": "aes256-gcm96", "exportable": False, "allow_plaintext_backup": False}


def _by_epoch(wrapped: Sequence[tuple[int, bytes, bytes]]) -> dict[int, list[int]]:
    """Epoch -> the places in the list that it wrapped."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, (epoch, _, _) in enumerate(wrapped):
        places[epoch].append(place)
    return places


def _text(plain: bytes) -> str:
    return base64.b64encode(plain).decode()


def _bound(context: bytes) -> str:
    return _text(rules.FORMAT + context)


def _ciphertext(wrapped: bytes) -> str:
    if not wrapped.startswith(b"vault:v"):
        raise rules.Unreadable("unknown format")
    return wrapped.decode("ascii", "replace")
