from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def checkpoints_outside(settings: Any, tmp_path: Path) -> Path:
    """Each test's journal is another one: the copies of its checkpoints stand by themselves."""
    settings.JOURNAL_CHECKPOINTS = tmp_path / "checkpoints.jsonl"
    return tmp_path / "checkpoints.jsonl"
