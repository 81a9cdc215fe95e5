"""Where the first policy (24.02.2023) and the law, or the first policy and itself, disagree, and the reading taken."""

from harmonia.policy.terms import Contradiction

CONTRADICTIONS: dict[str, Contradiction] = {}
