"""Epoch keys in a token (PKCS#11: a hardware module, or SoftHSM): born there, not extractable, used only inside.

Where an escrow is kept, a key is made here instead, sealed for the escrow, put into the token as not extractable, and
forgotten: a token gives nothing back, so that is the only moment at which a copy can be made.

The bytes of a key for blind indexes are an HMAC that the token computes over a fixed label: what is in the token does
not leave it, and what leaves it is held in memory alone.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

import pkcs11
from django.conf import settings
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11 import exceptions as errors

from harmonia.vault import rules
from harmonia.vault.gateways.contract import EpochGone, KeysUnavailable
from harmonia.vault.gateways.escrow import Escrow, number_of

LABEL = b"harmonia blind index"
ID_BYTES = 12
TAG_BITS = 128
BODY = 1 + ID_BYTES + rules.NONCE_BYTES
KEPT_INSIDE = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
GONE = (errors.ObjectHandleInvalid, errors.KeyHandleInvalid, errors.NoSuchKey)
# What a wrong context gives: the standard's answer, and SoftHSM's, which has no better word.
NOT_OPENED = (errors.EncryptedDataInvalid, errors.EncryptedDataLenRange, errors.DataInvalid, errors.GeneralError)
REFUSED = (errors.PinIncorrect, errors.PinInvalid, errors.PinLenRange, errors.PinLocked, errors.PinExpired)
Result = TypeVar("Result")

_one_at_a_time = threading.RLock()  # python-pkcs11 promises the module no threads


class TokenKms:
    def __init__(
        self,
        *,
        module: str | None = None,
        token: str | None = None,
        pin: str | None = None,
        escrow: Escrow | None = None,
    ) -> None:
        self.module, self.label = module or settings.PKCS11_MODULE, token or settings.PKCS11_TOKEN
        self.pin = pin or settings.PKCS11_PIN
        self.escrow = escrow or Escrow.of_settings()
        self._session: Any = None
        self._process = 0
        self._found: dict[tuple[str, bytes], Any] = {}
        self._mac_keys = cache(self._mac_key)

    def epochs(self) -> list[int]:
        return self._asked(lambda: sorted({number_of(name) for name in self._labels("epoch-")}))

    def current_epoch(self) -> int:
        epochs = self.epochs()
        return epochs[-1] if epochs else self.rotate()

    def wrap(self, key: bytes, context: bytes) -> tuple[int, bytes]:
        epoch = self.current_epoch()
        return epoch, self._asked(lambda: self._wrapped(epoch, key, context))

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes:
        if wrapped[:1] != rules.FORMAT or len(wrapped) <= BODY:
            raise rules.Unreadable("unknown format")
        return self._asked(lambda: self._unwrapped(epoch, wrapped, context))

    def wrap_all(self, keys: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        return [self.wrap(key, context) for key, context in keys]

    def unwrap_all(self, wrapped: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        return [self.unwrap(*one) for one in wrapped]

    def rotate(self) -> int:
        with self.escrow.alone():
            epoch = max(self.epochs(), default=0) + 1
            self._make(f"epoch-{epoch}", KeyType.AES)
        return epoch

    def destroy(self, epoch: int) -> None:
        self.escrow.forget(f"epoch-{epoch}")
        self._found.clear()
        self._asked(lambda: [key.destroy() for key in self._keys(f"epoch-{epoch}")])

    def mac_key(self, name: str) -> bytes:
        return self._mac_keys(name)

    def mac_names(self) -> list[str]:
        return self._asked(lambda: sorted(name.removeprefix("mac-") for name in self._labels("mac-")))

    def adopt(self, name: str, secret: bytes) -> None:
        if not self._asked(lambda: self._keys(name)):
            self._asked(lambda: self._put(name, secret))
            self._mac_keys.cache_clear()

    def _mac_key(self, name: str) -> bytes:
        label = f"mac-{name}"
        if not self._asked(lambda: self._keys(label)):
            with self.escrow.alone():
                if not self._asked(lambda: self._keys(label)):
                    self._make(label, KeyType.GENERIC_SECRET)
        return self._asked(lambda: bytes(self._keys(label)[0].sign(LABEL, mechanism=Mechanism.SHA256_HMAC)))

    def _make(self, name: str, kind: KeyType) -> None:
        if self.escrow.wanted:
            secret = rules.new_key()
            self.escrow.keep(name, secret)
            self._asked(lambda: self._put(name, secret))
            return
        capabilities = MechanismFlag.SIGN if kind is KeyType.GENERIC_SECRET else None
        bits = 8 * rules.KEY_BYTES
        self._asked(
            lambda: self._open().generate_key(
                kind, bits, id=_new_id(), label=name, store=True, capabilities=capabilities, template=KEPT_INSIDE
            )
        )

    def _put(self, name: str, secret: bytes) -> Any:
        is_mac = name.startswith("mac-")
        use = {Attribute.SIGN: True} if is_mac else {Attribute.ENCRYPT: True, Attribute.DECRYPT: True}
        return self._open().create_object(
            {
                Attribute.CLASS: ObjectClass.SECRET_KEY,
                Attribute.KEY_TYPE: KeyType.GENERIC_SECRET if is_mac else KeyType.AES,
                Attribute.VALUE: secret,
                Attribute.LABEL: name,
                Attribute.ID: _id_of(secret),
                Attribute.TOKEN: True,
                Attribute.PRIVATE: True,
                **KEPT_INSIDE,
                **use,
            }
        )

    def _wrapped(self, epoch: int, key: bytes, context: bytes) -> bytes:
        keys = self._keys(f"epoch-{epoch}")
        if not keys:
            raise EpochGone(f"epoch {epoch}")
        nonce = os.urandom(rules.NONCE_BYTES)
        sealed = keys[0].encrypt(key, mechanism=Mechanism.AES_GCM, mechanism_param=_bound(nonce, context))
        return rules.FORMAT + bytes(keys[0].id) + nonce + bytes(sealed)

    def _unwrapped(self, epoch: int, wrapped: bytes, context: bytes) -> bytes:
        place = f"epoch-{epoch}", wrapped[1 : 1 + ID_BYTES]
        nonce, sealed = wrapped[1 + ID_BYTES : BODY], wrapped[BODY:]
        if place not in self._found:
            self._found[place] = self._key(*place)
        try:
            return _decrypted(self._found[place], nonce, sealed, context)
        except GONE:  # destroyed by somebody else; or destroyed, and put back from the escrow
            del self._found[place]
            return _decrypted(self._key(*place), nonce, sealed, context)

    def _key(self, name: str, number: bytes) -> Any:
        every = self._keys(name)
        if not every:
            raise EpochGone(name)
        same = [key for key in every if bytes(key.id) == number]
        if not same:
            raise rules.Unreadable("sealed under another key")
        return same[0]

    def _labels(self, prefix: str) -> set[str]:
        every = self._open().get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})
        return {key.label for key in every if key.label.startswith(prefix)}

    def _keys(self, name: str) -> list[Any]:
        """Of one name, the earliest first. Two, where two processes began an epoch at once: then each is one of it."""
        found = self._open().get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: name})
        return sorted(found, key=lambda key: bytes(key.id))

    def _asked(self, question: Callable[[], Result]) -> Result:
        """With a session; a lost one is opened again, once."""
        with _one_at_a_time:
            try:
                return question()
            except REFUSED as error:  # asked again, it would lock the token
                raise KeysUnavailable(f"the token {self.label} refuses PKCS11_PIN: {type(error).__name__}") from error
            except errors.PKCS11Error:
                self._session = None
                self._found.clear()
            try:
                return question()
            except errors.PKCS11Error as error:
                self._session = None
                raise KeysUnavailable(f"the token {self.label} does not answer: {type(error).__name__}") from error

    def _open(self) -> Any:
        if self._session is None or self._process != os.getpid():
            library = self._library()
            token = library.get_token(token_label=self.label)
            try:
                self._session = token.open(rw=True, user_pin=self.pin)
            except errors.UserAlreadyLoggedIn:
                self._session = token.open(rw=True)
        return self._session

    def _library(self) -> Any:
        try:
            library = pkcs11.lib(self.module)
        except errors.PKCS11Error as error:
            raise KeysUnavailable(f"PKCS11_MODULE {self.module} cannot be loaded") from error
        if self._process not in (0, os.getpid()):  # a child of a fork begins anew
            library.reinitialize()
            self._found.clear()
        self._process = os.getpid()
        return library


def _decrypted(key: Any, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return bytes(key.decrypt(sealed, mechanism=Mechanism.AES_GCM, mechanism_param=_bound(nonce, context)))
    except NOT_OPENED:
        raise rules.Unreadable("sealed under another key, or for another place") from None


def _bound(nonce: bytes, context: bytes) -> GCMParams:
    return GCMParams(nonce, rules.FORMAT + context, TAG_BITS)


def _id_of(secret: bytes) -> bytes:
    """The same when the escrow gives the key back: what it wrapped names it."""
    return sha256(b"harmonia key id" + secret).digest()[:ID_BYTES]


def _new_id() -> bytes:
    """Begins with the time, so that of two the earlier is found first by all."""
    return time.time_ns().to_bytes(8, "big") + os.urandom(ID_BYTES - 8)
