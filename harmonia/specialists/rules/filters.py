from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor asks of the directory; None is "all the same to me"."""

    topic: str | None = None
    language: str | None = None
    method: str | None = None
    sex: str | None = None
    price_up_to_kzt: int | None = None


EVERYONE = Filters()
