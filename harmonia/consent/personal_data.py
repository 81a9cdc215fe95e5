from harmonia.core.classification import Classified, Kept, Personal, Technical

PUBLISHED = Technical("a published document, the same for everybody")
PROOF = Personal("consent_records", erased_by="keep")

CLASSIFIED = (
    Classified(
        model="consent.Edition",
        subject=None,
        columns={
            name: PUBLISHED for name in ("number", "register_sha256", "register", "published_at", "in_force_on")
        },
    ),
    Classified(
        model="consent.EditionText",
        subject=None,
        columns={
            name: PUBLISHED for name in ("id", "edition", "key", "language", "title", "sections", "text", "sha256")
        },
    ),
    Classified(
        model="consent.VisitorAnswer",
        subject=None,
        columns={
            name: Technical("an answer to a counter's cookies, without any mark of who gave it")
            for name in ("id", "edition", "agreement", "notice_sha256", "language", "event", "at")
        },
    ),
    # Proof outlives the account (94-V art. 25(2)(5)): pseudonymous, since the name dies with the subject's keys.
    Classified(
        model="consent.Record",
        subject="subject_id",
        while_blocked="taking an agreement back narrows what may be done, and counts from its moment",
        while_blocked_only={"event": ("withdrawn", "refused", "kept")},
        erasure=Kept("proof outlives the account, under a number that leads to nobody"),
        columns={
            "id": Technical("a random number that a receipt names"),
            "number": Technical("the order of a person's answers"),
            "schema_version": Technical("the standard that the record follows"),
            "subject_id": PROOF,
            "subject_name": Personal("client_name"),
            "controller_name": Technical("who asked: the operator"),
            "controller_bin": Technical("who asked: the operator"),
            **dict.fromkeys(
                (
                    "edition", "agreement", "about_id", "notice_sha256", "language", "purposes", "categories",
                    "recipients", "third_parties", "abroad", "published", "term", "way_to_withdraw", "method", "event",
                    "at",
                ),
                PROOF,
            ),
        },
    ),
)  # fmt: skip
