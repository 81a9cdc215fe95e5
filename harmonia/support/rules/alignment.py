"""When a proved domain speaks for the domain of From (DMARC), without a list of public suffixes: the tree of DMARC
records itself says where an organisation begins (the tree walk of DMARCbis). Where nothing is published, only equality
counts: stricter than the standard, and safe.
"""

from collections.abc import Callable
from dataclasses import dataclass

MOST_LABELS = 8
Texts = Callable[[str], list[str]]


@dataclass(frozen=True)
class Policy:
    """The domain's own wish: 's' strict (equal), 'r' relaxed (of one organisation), for each mechanism."""

    dkim: str = "r"
    spf: str = "r"


def record(texts: list[str]) -> dict[str, str] | None:
    """The tags of the one DMARC record among these texts; two records are none (RFC 7489, 6.6.3)."""
    found = [text for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1")]
    if len(found) != 1:
        return None
    pairs = (part.partition("=") for part in found[0].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if name.strip()}


def walk(domain: str) -> list[str]:
    """The domain and what stands above it: from the longest to the shortest, eight questions at most."""
    labels = domain.split(".")
    starts = range(len(labels))
    if len(labels) > MOST_LABELS:
        starts = range(len(labels) - MOST_LABELS + 1, len(labels))
        return [domain, *(".".join(labels[start:]) for start in starts)]
    return [".".join(labels[start:]) for start in starts]


def organisation(domain: str, texts: Texts) -> str:
    """The domain at whose level its organisation begins; itself when nothing above it is published."""
    published = [(place, tags) for place in walk(domain) if (tags := record(texts(f"_dmarc.{place}"))) is not None]
    for place, tags in published:
        if tags.get("psd") == "n":
            return place
        if tags.get("psd") == "y" and place != domain:
            return ".".join(domain.split(".")[-len(place.split(".")) - 1 :])
    shortest = min((place for place, _ in published), key=lambda place: place.count("."), default=domain)
    return shortest if "." in shortest else domain  # a whole country is no organisation


def wish(domain: str, texts: Texts) -> Policy:
    """What the domain, or else its organisation, wants."""
    tags = record(texts(f"_dmarc.{domain}")) or record(texts(f"_dmarc.{organisation(domain, texts)}")) or {}
    return Policy(tags.get("adkim", "r")[:1], tags.get("aspf", "r")[:1])


def aligned(author: str, proved: str, mode: str, texts: Texts) -> bool:
    """Whether a proof for the domain `proved` is one for the domain of From."""
    author, proved = author.lower().rstrip("."), proved.lower().rstrip(".")
    if not author or not proved:
        return False
    if author == proved:
        return True
    return mode != "s" and organisation(author, texts) == organisation(proved, texts)
