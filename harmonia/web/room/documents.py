"""The informed consent as the page shows it: the very text of the edition that the answer's record will point at."""

from typing import Any

from harmonia import policy
from harmonia.consent import queries as consents
from harmonia.consent.operations import NotPublished
from harmonia.rooms.queries import INFORMED_CONSENT


def informed_consent(language: str) -> dict[str, Any]:
    edition = consents.current_edition()
    text = consents.text(edition=edition.number, key=INFORMED_CONSENT, language=language) if edition else None
    if text is None:
        raise NotPublished(INFORMED_CONSENT)
    agreement = policy.AGREEMENTS[INFORMED_CONSENT]
    return {"document": text, "summary": agreement.summary, "way_to_withdraw": agreement.way_to_withdraw}
