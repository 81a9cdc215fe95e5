"""What any key management offers, and how it fails. tests/vault/test_kms_contract.py holds every driver to it."""

from collections.abc import Sequence
from typing import Protocol


class KeysUnavailable(Exception):
    """The key database or the key management does not answer; nothing personal can be read or written."""


class EpochGone(KeysUnavailable):
    """The key was wrapped under an epoch that has been destroyed."""


class Kms(Protocol):
    """Contexts are bound in: a key wrapped for one subject opens for no other (rules.Unreadable).

    Epochs are numbered upwards; `wrap` uses the newest and begins the first. What is wrapped stays readable until its
    epoch is destroyed, then never again (EpochGone). Anything else that goes wrong is KeysUnavailable.
    """

    def epochs(self) -> list[int]: ...
    def current_epoch(self) -> int: ...
    def wrap(self, key: bytes, context: bytes) -> tuple[int, bytes]: ...
    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes: ...
    def wrap_all(self, keys: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        """Many at once, each a key and its context; where every call crosses a network, this is one call."""
        ...

    def unwrap_all(self, wrapped: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Many at once, each an epoch, a wrapped key and its context."""
        ...

    def rotate(self) -> int: ...
    def destroy(self, epoch: int) -> None: ...
    def mac_key(self, name: str) -> bytes:
        """32 bytes, the same for a name as long as the key management lives; they outlive the epochs."""
        ...

    def mac_names(self) -> list[str]: ...
    def adopt(self, name: str, secret: bytes) -> None:
        """Take back what the escrow kept: `epoch-N` or `mac-NAME`. What is here already stays as it is."""
        ...
