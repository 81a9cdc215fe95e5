"""A specialist publishes his profile himself (`publication`; 332-VIII art. 19). When he leaves, the row goes."""

from dataclasses import replace
from datetime import date

from django.db.models import CharField
from django.db.models.functions import Cast

from harmonia.core.classification import Classified, Personal, Reduced, Technical, Term

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
        **dict.fromkeys(("register_checked_on", "verified_at", "listed_at", "unlisted_at", "words_flagged_at")),
    }
)

SAID = Personal("specialist_other")
PAPER = Personal("specialist_documents", erased_by="delete")
RANDOM = Technical("a random number")
POINTER = Technical("which application it belongs to")
TIME = Technical("when it happened")
STATE = Technical("where it stands")
WHO = Technical("which verifier: an id that the applicant's archive does not name")
OF_DECLINED = {"application__closed_at__isnull": False, "application__state": "refused"}
DECLINED = Term("practice", since=("closed_at",), only={"closed_at__isnull": False, "state": "refused"})

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
            "words_flagged_at": Technical("since when a verifier should read the words twice"),
            "photo": PROFILE,
            **dict.fromkeys(WORDS, PROFILE),
        },
    ),
    Classified(
        model="specialists.Length",
        subject="specialist__person_id",
        columns={
            "id": Technical("a running number"),
            "specialist": PROFILE,
            "minutes": PROFILE,
            "price_kzt": PROFILE,
            "is_first_only": PROFILE,
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
    Classified(
        model="specialists.Application",
        subject="person_id",
        term=DECLINED,
        columns={
            "id": RANDOM,
            "person": Personal("specialist_other", erased_by="delete"),
            "state": STATE,
            "birth_date": Personal("specialist_birth_date"),
            "answers": SAID,
            "begun_at": TIME,
            "changed_at": TIME,
            "submitted_at": TIME,
            "due_at": Technical("by when it is to be decided"),
            "taken_by": WHO,
            "refused_by": WHO,
            "closed_at": TIME,
        },
    ),
    Classified(
        model="specialists.Document",
        subject="person_id",
        files=("stored",),
        term=replace(DECLINED, since=("application__closed_at",), only=OF_DECLINED),
        columns={
            "id": RANDOM,
            "application": POINTER,
            "person": PAPER,
            "kind": Technical("which sort of paper"),
            "name": Personal("specialist_documents"),
            "size_bytes": STATE,
            "state": STATE,
            "found": Technical("what a scanner for viruses calls it, or why it could not be read"),
            "content": PAPER,
            "stored": Technical("a path of random numbers in the storage"),
            "valid_until_on": Technical("until when the paper holds good"),
            "uploaded_at": TIME,
            "scanned_at": TIME,
        },
    ),
    Classified(
        model="specialists.Remark",
        subject="person_id",
        columns={
            "id": RANDOM,
            "application": POINTER,
            "person": Personal("specialist_other", erased_by="delete"),
            "criterion": STATE,
            "outcome": STATE,
            "words": SAID,
            "written_by": WHO,
            "written_at": TIME,
        },
    ),
)
