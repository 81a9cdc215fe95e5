"""A specialist publishes his profile himself (`publication`; 332-VIII art. 19). When he leaves, the row goes."""

from datetime import date

from django.db.models import CharField
from django.db.models.functions import Cast

from harmonia.core.classification import Classified, Personal, Reduced, Technical

PROFILE = Personal("specialist_profile", erased_by="delete")
EDUCATION = Personal("specialist_education", erased_by="delete")
LANGUAGES = ("kk", "ru", "en")
WORDS = tuple(f"{words}_{code}" for words in ("headline", "about", "approach") for code in LANGUAGES)
# Past sessions of clients point at the row; nothing stands in it any more.
NOTHING_LEFT = Reduced(
    {
        "person": None,
        "slug": Cast("id", CharField()),
        "display_name": "—",
        "practice_since_on": date(1900, 1, 1),
        "price_kzt": 0,
        "session_minutes": 50,
        "time_zone": "Asia/Almaty",
        "languages": [],
        "methods": [],
        "topics": [],
        **dict.fromkeys(("sex", "city", "register_number", "unlisted_because", "photo", *WORDS), ""),
        **dict.fromkeys(("register_checked_on", "verified_at", "listed_at", "unlisted_at")),
    }
)

CLASSIFIED = (
    Classified(
        model="specialists.Specialist",
        subject="person_id",
        erasure=NOTHING_LEFT,
        files=("photo",),
        columns={
            "id": Technical("a random number, which clients' past sessions name"),
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
            **dict.fromkeys(WORDS, PROFILE),
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
