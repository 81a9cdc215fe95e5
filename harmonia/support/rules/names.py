"""What a stranger calls his file, made fit for a header and a folder."""

import re
import unicodedata

ODD = re.compile(r"[^\w.()\[\] +-]")
LONGEST = 120


def harmless(name: str) -> str:
    """Its last part alone, without marks that turn writing round or leave a folder; never empty, never hidden."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = ODD.sub("_", "".join(each for each in last if unicodedata.category(each)[0] != "C")).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    short = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if dot and len(ending) <= 10 else kept[:LONGEST]
    return short or "file"
