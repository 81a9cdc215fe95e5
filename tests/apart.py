"""A scene of coroutines in a thread of its own: other tests' browsers keep a loop running in the tests' thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Seen = TypeVar("Seen")


def play(scene: Coroutine[Any, Any, Seen]) -> Seen:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(scene)).result()
