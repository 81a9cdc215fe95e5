"""What binds a specialist's note: it is about a client, who may have asked for it, or be in a dispute."""

from datetime import datetime

from harmonia.practice.models import Note
from harmonia.privacy.models import Request
from harmonia.privacy.queries.retention import held
from harmonia.privacy.states import REQUEST_ENDS, RequestKind


def why_it_stays(note: Note, at: datetime) -> str:
    """`held`: by a dispute or a state body (94-V art. 8(2)); `asked`: the client asks for what is kept of him
    (94-V art. 24), and is not answered yet. Empty: it may go."""
    if held(note.client_id, at) or held(note.author_id, at):
        return "held"
    asks = Request.objects.filter(person_id=note.client_id, kind=RequestKind.INFORMATION)
    return "asked" if asks.exclude(state__in=REQUEST_ENDS).exists() else ""
