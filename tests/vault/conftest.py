from pathlib import Path

import pytest

from harmonia.vault import gateways, keyring, operations


@pytest.fixture
def kms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> gateways.FileKms:
    """Key management of this test's own: whoever rotates it leaves the epochs of the others alone."""
    own = gateways.FileKms(tmp_path / "keys")
    for module in (operations, keyring):
        monkeypatch.setattr(module, "kms", lambda: own)
    return own
