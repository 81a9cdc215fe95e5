"""Limits on guessing as two running web processes keep them: one count for both, nobody locked out, equal answers."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.timezone import now

from harmonia.accounts import operations
from harmonia.config import processes
from tests import factories
from tests.factories import PASSWORD, code_now

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture(scope="module")
def workers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two processes of their own on the test's databases, with the real cost of Argon2id."""
    tmp_path: Path = tmp_path_factory.mktemp("workers")
    ports = [processes.free_port(), processes.free_port()]
    databases = {
        f"{prefix}DATABASE_URL": urlsplit(os.environ[f"{prefix}DATABASE_URL"])
        ._replace(path=f"/{settings.DATABASES[alias]['NAME']}")
        .geturl()
        for prefix, alias in (("", "default"), ("KEYS_", "keys"))
    }
    environment = {**os.environ, **databases, "WEB_WORKERS": "1"}
    with (tmp_path / "web.log").open("wb") as log:
        children = [
            subprocess.Popen(processes.web(port).command, env=environment, stdout=log, stderr=log) for port in ports
        ]
        try:
            assert all(processes.answers(f"http://127.0.0.1:{port}/healthz", within_seconds=60) for port in ports)
            yield [f"http://127.0.0.1:{port}" for port in ports]
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(60)


def tries(worker: str, password: str, *, who: str = "aigerim", network: str = HOME, code: str = "") -> httpx.Response:
    """A new browser at the door, from a network as the front tells it; with `code` it goes on to the second step."""
    with httpx.Client(base_url=worker, headers={"X-Forwarded-For": network}, timeout=60) as browser:
        said = {"email": f"{who}@example.kz", "password": password, "csrfmiddlewaretoken": _token(browser)}
        answer = browser.post("/sign-in/", data=said)
        if not code:
            return answer
        browser.get("/sign-in/second/")
        return browser.post("/sign-in/second/", data={"code": code, "csrfmiddlewaretoken": _token(browser)})


def _token(browser: httpx.Client) -> str:
    page = browser.get("/sign-in/").text if "csrf" not in browser.cookies else browser.get("/sign-in/second/").text
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def said(answer: httpx.Response) -> str:
    if answer.status_code == 302:
        return "in"
    return "wait" if "слишком много попыток" in answer.text else "wrong"


def test_eight_tries_are_eight_whichever_process_answers(workers: list[str]) -> None:
    factories.aigerim(at=now())
    turn = cycle(workers)
    assert [said(tries(next(turn), "guess guess guess")) for _ in range(8)] == ["wrong"] * 8
    assert [said(tries(worker, PASSWORD)) for worker in workers] == ["wait", "wait"]
    assert said(tries(workers[0], PASSWORD, network=ELSEWHERE)) == "in"


def test_a_crowd_of_guesses_at_once_gets_eight_answers(workers: list[str]) -> None:
    factories.aigerim(at=now())
    turn = cycle(workers)
    with ThreadPoolExecutor(8) as crowd:
        answers = [said(one) for one in crowd.map(lambda _: tries(next(turn), "guess guess guess"), range(14))]
    assert sorted(answers) == ["wait"] * 6 + ["wrong"] * 8


def test_one_code_of_an_app_opens_one_door_of_two(workers: list[str]) -> None:
    factories.boris(at=now())
    code = code_now()
    with ThreadPoolExecutor(2) as crowd:
        answers = list(crowd.map(lambda worker: tries(worker, PASSWORD, who="boris", code=code).status_code, workers))
    assert sorted(answers) == [200, 302]


def test_a_guesser_from_everywhere_does_not_keep_the_owner_out(workers: list[str]) -> None:
    factories.aigerim(at=now())
    assert said(tries(workers[0], PASSWORD)) == "in"
    for number in range(38):
        with pytest.raises(operations.WrongSignIn):
            operations.sign_in(
                email="aigerim@example.kz", password="guess guess guess", network=f"10.{number}.0.0/24", at=now()
            )
    assert said(tries(workers[0], "guess guess guess", network="10.100.0.1")) == "wrong"
    assert [said(tries(worker, PASSWORD, network="10.101.0.1")) for worker in workers] == ["wait", "wait"]
    assert said(tries(workers[1], PASSWORD)) == "in"


@pytest.fixture
def real_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite hashes cheaply; here the hash must cost what it costs in the workers."""
    for name, value in (("time_cost", 2), ("memory_cost", 102_400), ("parallelism", 8)):
        monkeypatch.setattr(Argon2PasswordHasher, name, value)


def test_a_known_and_an_unknown_address_take_the_same_time(workers: list[str], real_cost: None) -> None:
    factories.aigerim(at=now())
    took: dict[str, list[float]] = {"aigerim": [], "nobody": []}
    networks = iter(range(1000))
    with httpx.Client(base_url=workers[0], timeout=60) as browser:
        token = _token(browser)
        for _ in range(10):
            for who in took:
                said = {"email": f"{who}@example.kz", "password": "guess guess guess", "csrfmiddlewaretoken": token}
                headers = {"X-Forwarded-For": f"10.{next(networks)}.0.1"}
                begun = time.perf_counter()
                answer = browser.post("/sign-in/", data=said, headers=headers)
                took[who].append(time.perf_counter() - begun)
                assert answer.status_code == 200
    quickest = {who: min(times) for who, times in took.items()}
    assert quickest["nobody"] == pytest.approx(quickest["aigerim"], rel=0.25)
