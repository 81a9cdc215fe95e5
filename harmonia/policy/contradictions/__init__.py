"""Where the first policy (24.02.2023) and the law, or the first policy and itself, disagree, and the reading taken.

The reading is always the stricter one. `reviewed`: somebody has compared it with the law's own text.
"""

from harmonia.policy.contradictions.consent import ABOUT_CONSENT
from harmonia.policy.contradictions.content import ABOUT_CONTENT
from harmonia.policy.terms import Contradiction

CONTRADICTIONS: dict[str, Contradiction] = {
    contradiction.key: contradiction for contradiction in (*ABOUT_CONSENT, *ABOUT_CONTENT)
}
