"""The sockets' ASGI application: /room/<id>/socket/ and nothing else."""

from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

from harmonia.rooms import operations
from harmonia.web.room.attendance import Recorder
from harmonia.web.room.consumer import Sockets


def shared_layer() -> Any:
    """A layer in memory reaches only this process, where messages are handed over directly: so none is used then."""
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


sockets = Sockets(Recorder(operations.record), shared_layer())
