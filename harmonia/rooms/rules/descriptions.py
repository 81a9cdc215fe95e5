"""What a description of a connection may ask for. The server reads nothing else of it, and keeps none of it.

One sound, one picture (camera or screen, in one stream), one channel for words; everything encrypted under keys of the
two browsers; and no recording, for which RFC 7866 has attributes of its own. The pages refuse the same by themselves.
"""

import re
from collections import Counter
from typing import Literal

MOST = {"audio": 1, "video": 1, "application": 1}
STREAM = re.compile(r"^m=(\S+) \S+ (\S+)", re.MULTILINE)
RECORDING = re.compile(r"^a=record(pref)?:", re.MULTILINE)

Refusal = Literal["recording", "streams", "open media"]


def refusal(sdp: str) -> Refusal | None:
    """Why it is refused, or None."""
    streams: list[tuple[str, str]] = STREAM.findall(sdp)
    if RECORDING.search(sdp):
        return "recording"
    if any(count > MOST.get(kind, 0) for kind, count in Counter(kind for kind, _ in streams).items()):
        return "streams"
    if not all(profile.startswith("UDP/") and "TLS" in profile for _, profile in streams):
        return "open media"
    return None
