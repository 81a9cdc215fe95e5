"""Everything that a person is asked to agree to or to accept, and on which occasion."""

from collections.abc import Mapping

from harmonia.policy.agreements.acceptances import ACCEPTANCES
from harmonia.policy.agreements.consents import CONSENTS
from harmonia.policy.agreements.hand_over import HAND_OVER_CONSENTS
from harmonia.policy.agreements.surveys import SURVEY_CONSENTS
from harmonia.policy.terms import Agreement

AGREEMENTS: dict[str, Agreement] = {
    agreement.key: agreement for agreement in (*CONSENTS, *SURVEY_CONSENTS, *HAND_OVER_CONSENTS, *ACCEPTANCES)
}


def agreements_serving(purpose: str, agreements: Mapping[str, Agreement] = AGREEMENTS) -> tuple[str, ...]:
    """The consents that speak of the purpose, in the register's order: marketing has one for each channel."""
    return tuple(key for key, agreement in agreements.items() if purpose in agreement.purposes)
