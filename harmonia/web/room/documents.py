"""The informed consent as the page shows it: the text of the edition that the answer's record points at, its blanks
filled with what the specialist publishes of himself by law (332-VIII, articles 11(2) and 19(1)) and the client's name.
"""

from typing import Any

from django.conf import settings

from harmonia import policy
from harmonia.policy.wording import BLANKS
from harmonia.rooms.queries import INFORMED_CONSENT
from harmonia.specialists import queries as specialists


def informed_consent(appointment: Any, client_name: str, language: str) -> dict[str, Any]:
    agreement = policy.AGREEMENTS[INFORMED_CONSENT]
    known = next((one for one in policy.LANGUAGES if one == language), policy.LANGUAGES[1])
    specialist = appointment.specialist
    blanks = {
        "subject_name": client_name,
        "specialist_name": specialist.display_name,
        "specialist_qualification": _qualification(specialist, known),
        "registry_entry": specialist.register_number,
        "methods": ", ".join(policy.METHODS[method].in_language(known) for method in specialist.methods),
        "aims": BLANKS["aims"].in_language(known).strip("[]"),
    }
    filled = {name: value for name, value in blanks.items() if value}
    document = policy.render(INFORMED_CONSENT, known, policy.Operator(**settings.OPERATOR), blanks=filled)
    return {"document": document, "summary": agreement.summary}


def _qualification(specialist: Any, language: str) -> str:
    lines = [
        ", ".join((getattr(one, f"title_{language}"), getattr(one, f"institution_{language}"), str(one.year_to or "")))
        for one in specialists.education_of(specialist)
    ]
    return "; ".join(line.rstrip(", ") for line in lines)
