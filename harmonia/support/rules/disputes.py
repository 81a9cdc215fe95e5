"""Who answers whom in a dispute, and when talking has been tried."""

from datetime import datetime

from harmonia.support.states import DisputeState, Side

# Money goes back to the client; what he asks for is granted by the service, which holds it.
ANSWERED_BY: dict[tuple[str, str], Side] = {
    (Side.CLIENT, Side.CLIENT): Side.SERVICE,
    (Side.CLIENT, Side.SPECIALIST): Side.SERVICE,
    (Side.SPECIALIST, Side.CLIENT): Side.CLIENT,
    (Side.SPECIALIST, Side.SPECIALIST): Side.SERVICE,
    (Side.SERVICE, Side.CLIENT): Side.CLIENT,
    (Side.SERVICE, Side.SPECIALIST): Side.SPECIALIST,
}


def answers_to(made_by: str, opener_side: str) -> Side:
    """Who may accept what that side proposes in a dispute which the other one opened."""
    return ANSWERED_BY[made_by, opener_side]


def was_talked(state: str, *, due_at: datetime, at: datetime) -> bool:
    """Negotiation comes first (policy 11.1): somebody answered, or the term of the answer is over."""
    return state == DisputeState.NEGOTIATION or at > due_at
