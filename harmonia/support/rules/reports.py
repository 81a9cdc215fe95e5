"""Letters by which a mail system tells that a letter of ours came back (RFC 3464), or was unwanted (RFC 5965)."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Any


@dataclass(frozen=True)
class Report:
    """`failed`: the enhanced code of a failure for ever; or `unwanted`: the reader said so. `address`: whose."""

    address: str
    failed: str = ""
    unwanted: bool = False


def read(raw: bytes) -> Report | None:
    """None: no report, or one of a delay, or of something that we do not understand."""
    try:
        return _read(message_from_bytes(raw, policy=policy.compat32))
    except Exception:  # hostile letters raise anything; the letter itself is kept and shown all the same
        return None


def _read(message: Message) -> Report | None:
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return _of_failure(part)
        if kind == "message/feedback-report":
            fields = _fields(part)
            unwanted = str(fields.get("feedback-type", "")).strip().lower() in ("abuse", "opt-out")
            return Report(_address(fields.get("original-rcpt-to", "")), unwanted=True) if unwanted else None
    return None


def _of_failure(part: Message) -> Report | None:
    blocks: Any = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        failed = str(block.get("Action", "")).strip().lower() == "failed"
        if failed and block.get("Final-Recipient"):
            given = block.get("Original-Recipient") or block["Final-Recipient"]
            return Report(_address(given), failed=str(block.get("Status", "")).split(" ")[0].strip())
    return None


def _fields(part: Message) -> dict[str, str]:
    inner: Any = part.get_payload()
    said = inner[0].as_string() if isinstance(inner, list) and inner else str(inner)
    lines = (line.partition(":") for line in said.splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def _address(said: object) -> str:
    return str(said).rpartition(";")[2].strip(" <>")[:320]
