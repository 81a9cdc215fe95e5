"""Articles are about nobody; only who approved one is a person."""

from harmonia.core.classification import Classified, Personal, Reduced, Technical

WORDS = Technical("an article's own words")

CLASSIFIED = (
    Classified(
        model="wellbeing.Article",
        subject="approved_by_id",
        while_blocked="an article is about nobody; only its approver is named",
        erasure=Reduced({"approved_by": None}),
        columns={
            "id": Technical("a random number"),
            "slug": Technical("the article's address"),
            "topic": Technical("what the article is about"),
            **{f"{words}_{code}": WORDS for words in ("title", "summary", "body") for code in ("kk", "ru", "en")},
            "approved_by": Personal("staff_record", erased_by="delete"),
            "published_at": Technical("since when it can be read"),
        },
    ),
)
