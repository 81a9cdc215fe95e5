"""One running demonstration for all journeys: planted once, driven from outside as people drive it."""

from collections.abc import Iterator

import pytest

from tests.service import Service, running_demo


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running
