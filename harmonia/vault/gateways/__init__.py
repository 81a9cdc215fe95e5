"""Key management: where the key of the keys lives. One contract, three drivers, chosen by settings.KMS.

A key of the epoch (KEK) wraps every person's key. Destroying an epoch makes all that it wrapped unreadable, so it is
rotated first; a copy of a wrapped key from before dies with its epoch.
"""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from harmonia.vault.gateways.contract import EpochGone, KeysUnavailable, Kms
from harmonia.vault.gateways.file import FileKms

__all__ = ["EpochGone", "FileKms", "KeysUnavailable", "Kms", "kms"]


@cache
def kms() -> Kms:
    driver: Kms = import_string(settings.KMS)()
    return driver
