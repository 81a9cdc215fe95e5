"""Articles and answers are about nobody; persons are who approved an article, and the specialist who answered."""

from harmonia.core.classification import Classified, Personal, Reduced, Technical, Term

WORDS = Technical("an article's own words")
ANEW = Technical("what the editors and the specialist wrote for everybody; it leads to nobody")
STATE = Technical("where it stands")
WHEN = Technical("when it happened to it")
STAFF = Technical("a random number of a member of staff; it leads to him while he has an account")
RANDOM = Technical("a random number")

CLASSIFIED = (
    Classified(
        model="wellbeing.Article",
        subject="approved_by_id",
        while_blocked="an article is about nobody; only its approver is named",
        erasure=Reduced({"approved_by": None}),
        columns={
            "id": RANDOM,
            "slug": Technical("the article's address"),
            "topic": Technical("what the article is about"),
            "state": STATE,
            **{f"{words}_{code}": WORDS for words in ("title", "summary", "body") for code in ("kk", "ru", "en")},
            "revises": RANDOM,
            "version": Technical("how often it was saved"),
            "word": Technical("what an editor says about the text"),
            "written_by": STAFF,
            "approved_by": Personal("staff_record", erased_by="delete"),
            **dict.fromkeys(("came_at", "published_at", "updated_at"), WHEN),
        },
    ),
    Classified(
        model="wellbeing.Question",
        subject="specialist__person_id",
        while_blocked="a question is about nobody; only who answers it is named",
        erasure=Reduced({"specialist": None}),
        columns={
            "id": RANDOM,
            "slug": Technical("the address of the answer"),
            "topic": Technical("what the question is about"),
            "language": Technical("in which language it was asked"),
            "state": STATE,
            **{f"{part}_{code}": ANEW for part in ("title", "text", "answer") for code in ("kk", "ru", "en")},
            "specialist": Personal("specialist_profile", erased_by="delete", shown="specialist__display_name"),
            "own_languages": ANEW,
            "word": Technical("what an editor says about the answer"),
            "refused_because": STATE,
            **dict.fromkeys(("assigned_to", "written_by", "approved_by"), STAFF),
            **dict.fromkeys(("asked_at", "came_at", "published_at"), WHEN),
        },
    ),
    Classified(
        model="wellbeing.Original",
        subject="id",  # of the vault: a key of its own, since nobody knows whose words these are
        while_blocked="nobody knows whose words these are",
        own_key="id",
        term=Term("questions", since=("asked_at",)),
        columns={
            "id": RANDOM,
            "question": RANDOM,
            "words": Personal("question_words", withheld="nobody knows whose words these are"),
            "asked_at": WHEN,
        },
    ),
)
