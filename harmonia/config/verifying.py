"""`harmonia verify FILE`: what a receipt or certificate proves, and what it does not, in plain words.

It reads the files that it is given and nothing else: no settings, no database, no network.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from harmonia.journal import rules

KEY = re.compile("[0-9a-f]{64}")
PROVED = {
    "form": "The file is whole, byte for byte as such files are given out.",
    "document": "An entry of the journal stands for this very document.",
    "signature": "The document was signed with the key that the file names.",
    "inclusion": "The entry stands in the journal, at place {place} of {size}.",
    "checkpoint": "The state of the journal was signed with the same key ({at}).",
    "key": "The key is the one that you named.",
    "consistency": "The later journal holds the earlier one unchanged; entries were only added at its end.",
    "past": "The journal of this file and that of the checkpoint are one: nothing that was written before was changed.",
}
UNPROVED = {
    "key": "Whose key it is. Name the key with --key; it is published at https://{domain}/privacy/journal/ and reads\n"
    "    {key}",
    "past": "That the journal was not rewritten afterwards. Name a checkpoint that you kept (--checkpoint) and, if\n"
    "    it is of another size, the proof between the two (--consistency), from https://{domain}/privacy/journal/.",
}
FAULTS = {
    "form": "The file was changed or is no such file: {reason}.",
    "document": "The document is not the one that the journal's entry stands for: something in it was changed.",
    "signature": "The signature under the document is not good: document, signature or key was changed.",
    "inclusion": "The entry does not lead to the signed state of the journal: entry, path or state was changed.",
    "checkpoint": "The signature under the journal's state is not good.",
    "key": "The file was signed with another key than the one that you named.",
    "consistency": "The proof does not show that the later journal holds the earlier one unchanged.",
    "past": "The checkpoint that you kept and this file do not belong to one journal: the past was rewritten, or the\n"
    "    checkpoint or the proof belongs to something else.",
}
NEVER_PROVED = (
    "Who the person is: the document carries a pseudonym only.",
    "That it still holds today: a later answer may have followed. Your account shows the latest.",
)


class NoSuchInput(Exception):
    """A file cannot be read, or a key is none. The argument says which, in plain words."""


def run(file: Path, key: str | None, checkpoint: Path | None, consistency: Path | None) -> int:
    """Print the verdict; 0: all that could be checked is good, 1: something is not, or could not be read."""
    try:
        verdict = rules.verify(
            _bytes(file),
            key=_key(key) if key else None,
            checkpoint=_checkpoint(checkpoint) if checkpoint else None,
            consistency=_bytes(consistency) if consistency else None,
        )
    except NoSuchInput as fault:
        print(fault, file=sys.stderr)
        return 1
    print(words(verdict))
    return 0 if verdict.good else 1


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise NoSuchInput(f"{path}: {fault.strerror}") from None


def _key(given: str) -> str:
    """In hex, or in a file that holds it so or as the service publishes it."""
    said = given.strip()
    if not KEY.fullmatch(said):
        said = _bytes(Path(given)).decode(errors="replace").strip()
        if said.startswith("{"):
            said = _member(said, "key")
    if not KEY.fullmatch(said):
        raise NoSuchInput("--key: this is no public key; it has 64 digits 0-9 a-f")
    return said


def _member(text: str, name: str) -> str:
    try:
        return str(json.loads(text).get(name, ""))
    except ValueError:
        return ""


def _checkpoint(path: Path) -> bytes:
    """The checkpoint's line, alone or within the letter that brought it."""
    data = _bytes(path)
    lines = [line.strip() for line in data.splitlines()]
    return next((line for line in lines if line.startswith(b'{"signature":')), data)


def words(verdict: rules.Verdict) -> str:
    said = _spoken(verdict)
    head = "GOOD" if verdict.good else "NOT GOOD"
    parts = [f"{head}{_about(verdict)}"]
    if verdict.faults:
        parts += ["", "What is wrong:", *(f"  - {FAULTS[name].format(**said)}" for name in verdict.faults)]
        return "\n".join(parts)
    parts += ["", "Proved:", *(f"  - {PROVED[name].format(**said)}" for name in verdict.proved)]
    unproved = [UNPROVED[name].format(**said) for name in verdict.unproved]
    never = NEVER_PROVED if verdict.document else ()
    return "\n".join([*parts, "", "Not proved:", *(f"  - {one}" for one in (*unproved, *never))])


def _spoken(verdict: rules.Verdict) -> dict[str, Any]:
    point = verdict.checkpoint or {}
    return {
        "reason": verdict.reason,
        "key": verdict.key,
        "size": point.get("size"),
        "at": point.get("at"),
        "place": (verdict.position or 0) + 1,
        "domain": str(point.get("origin", "")).partition("/")[0],
    }


def _about(verdict: rules.Verdict) -> str:
    """What kind of document it is, and its plainest members, one a line."""
    if not verdict.document:
        return ""
    plain = {name: one for name, one in verdict.document.items() if isinstance(one, str | int) and name != "type"}
    lines = [f"    {name}: {_printable(one)}" for name, one in plain.items()]
    return "\n".join([f": {_printable(verdict.document.get('type', '?'))}", *lines])


def _printable(value: Any) -> str:
    """A forged file must not steer the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))[:200]
