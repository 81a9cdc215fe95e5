"""Run in the environment of a running service: enter so many clients, sign each in, print their session cookies.

python tests/journeys/crowd.py NAME COUNT  ->  ["key", …] as JSON on the last line
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmonia.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  the registry comes first
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from harmonia.accounts import operations, states  # noqa: E402


def enter(name: str, number: int) -> str:
    person = operations.create_person(
        role=states.CLIENT,
        email=f"{name}{number}@example.kz",
        phone=f"+7702{abs(hash((name, number))) % 10_000_000:07d}",
        name=f"{name} {number}",
        password="a crowd of quiet poplars",
        language="ru",
        time_zone="Asia/Almaty",
        at=timezone.now(),
        age=30,
    )
    browser = Client()
    browser.force_login(person)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with it
    sys.stdout.write(json.dumps([enter(sys.argv[1], number) for number in range(int(sys.argv[2]))]) + "\n")
