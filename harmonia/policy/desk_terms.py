"""How soon staff look at what has no term of its own in the law; in working days, of which Kazakhstan's count."""

DESK_WORKING_DAYS: dict[str, int] = {
    "article": 5,
    "letter": 1,  # it may ask for a correction or a block, and for those the law gives one day from the receipt
    "loss": 1,
    "payout_run": 1,
    "question": 5,
    "words": 3,
}
