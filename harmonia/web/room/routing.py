"""The sockets' ASGI application: /room/<id>/socket/ and nothing else."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import close_old_connections
from django.utils.timezone import now

from harmonia.core import row_security
from harmonia.rooms import operations, queries
from harmonia.web.room.attendance import Recorder
from harmonia.web.room.consumer import Sockets


def shared_layer() -> Any:
    """A layer in memory reaches only this process, where messages are handed over directly: so none is used then."""
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


def guest_stays(guest: str) -> bool:
    """In a thread of the sockets' process, for each guest when he comes and once a second."""
    close_old_connections()
    with row_security.as_reader(row_security.SERVICE):
        return queries.guest_stays(UUID(guest), now())


def halted(room_ids: Collection[UUID]) -> set[UUID]:
    """In a thread as well, once a second for all open rooms together."""
    close_old_connections()
    with row_security.as_reader(row_security.SERVICE):
        return queries.halted_among(room_ids, at=now())


sockets = Sockets(Recorder(operations.record), shared_layer(), guest_stays, halted)
