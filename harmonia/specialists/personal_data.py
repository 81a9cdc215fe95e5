"""A specialist publishes his profile himself (`publication`; 332-VIII art. 19). When he leaves, the row goes."""

from harmonia.core.classification import Classified, Personal, Technical

PROFILE = Personal("specialist_profile", erased_by="delete")
EDUCATION = Personal("specialist_education", erased_by="delete")
LANGUAGES = ("kk", "ru", "en")

CLASSIFIED = (
    Classified(
        model="specialists.Specialist",
        subject="person_id",
        columns={
            "id": PROFILE,
            "person": PROFILE,
            "slug": PROFILE,
            "display_name": Personal("specialist_name", erased_by="delete"),
            "sex": Personal("sex", erased_by="delete"),
            "city": PROFILE,
            "time_zone": Personal("specialist_plan", erased_by="delete"),
            "languages": PROFILE,
            "methods": PROFILE,
            "topics": PROFILE,
            "price_kzt": PROFILE,
            "session_minutes": PROFILE,
            "practice_since_on": EDUCATION,
            "register_number": EDUCATION,
            "register_checked_on": EDUCATION,
            "verified_at": EDUCATION,
            "listed_at": PROFILE,
            "unlisted_at": PROFILE,
            "unlisted_because": PROFILE,
            "photo": PROFILE,
            **{f"{words}_{code}": PROFILE for words in ("headline", "about", "approach") for code in LANGUAGES},
        },
    ),
    Classified(
        model="specialists.Education",
        subject="specialist__person_id",
        columns={
            "id": Technical("a running number"),
            "specialist": EDUCATION,
            "kind": EDUCATION,
            **{f"{words}_{code}": EDUCATION for words in ("institution", "title") for code in LANGUAGES},
            "year_from": EDUCATION,
            "year_to": EDUCATION,
        },
    ),
)
