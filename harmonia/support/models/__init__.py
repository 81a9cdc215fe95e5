from harmonia.support.models.disputes import Dispute, DisputeMessage, DisputeProposal
from harmonia.support.models.letters import Arrival, AttachedFile, Letter, Link, ReadyAnswer, Reply, Thread

__all__ = [
    "Arrival",
    "AttachedFile",
    "Dispute",
    "DisputeMessage",
    "DisputeProposal",
    "Letter",
    "Link",
    "ReadyAnswer",
    "Reply",
    "Thread",
]
