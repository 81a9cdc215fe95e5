from harmonia.wellbeing.queries.articles import (
    NotPublished,
    by_slug,
    claims_of,
    minutes_to_read,
    others_of,
    published,
    topics,
    with_claims,
)

__all__ = [
    "NotPublished",
    "by_slug",
    "claims_of",
    "minutes_to_read",
    "others_of",
    "published",
    "topics",
    "with_claims",
]
