import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.config import houses
from tests.config.houses import Ground, House


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """Not under pytest's folder, which each run makes its own user's alone: the server may run as another one."""
    with tempfile.TemporaryDirectory(prefix="harmonia-ground-") as folder, houses.ground(Path(folder)) as made:
        yield made


@pytest.fixture
def house(ground: Ground, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    with django_db_blocker.unblock(), ground.house(tmp_path / "home") as made:
        yield made
