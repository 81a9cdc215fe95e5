"""Sockets only: pages are served by granian over WSGI (docs/adr says why)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmonia.config.settings")
get_asgi_application()

from harmonia.config import checks  # noqa: E402  the app registry must be ready first
from harmonia.web.room.routing import sockets  # noqa: E402

checks.refuse_abroad()
application = sockets
