"""A paper that came from outside, made anew: a picture is drawn again dot by dot, a PDF is written again without its
scripts, actions, forms, files inside and traces of its making. What cannot be read as what it says it is, is refused.

It guarantees that no byte of the original reaches a reader unless it is a dot of a picture or an object of a page.
"""

import io
import warnings

import pikepdf
from PIL import Image, ImageOps

from harmonia.policy import VERIFICATION_TERMS

PDF, JPEG, PNG = "pdf", "jpeg", "png"
MARKS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
ENDINGS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "png": PNG}
OF_CATALOGUE = (
    "/OpenAction", "/AA", "/AcroForm", "/Names", "/JavaScript", "/Metadata", "/Collection", "/AF", "/PieceInfo",
    "/Perms", "/URI", "/Outlines", "/Dests",
)  # fmt: skip
OF_PAGE = ("/AA", "/Annots", "/Metadata", "/PieceInfo", "/Thumb", "/AF", "/Trans", "/B")
ANYWHERE = ("/JS", "/AA", "/Metadata", "/EF", "/PieceInfo")
QUALITY = 88
PORTRAIT = 800  # dots of the longer side


class NotAPaper(Exception):
    """Neither a PDF nor a picture that we take, or not what its name says."""


class Unreadable(Exception):
    """It cannot be made anew. `why`: broken, too_large, locked, too_many_pages."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def kind_of(name: str, head: bytes) -> str:
    """By its first bytes, which must say the same as its name. Raises NotAPaper."""
    found = next((kind for mark, kind in MARKS.items() if head.startswith(mark)), None)
    said = ENDINGS.get(name.rpartition(".")[2].lower())
    if found is None or found != said:
        raise NotAPaper
    return found


def ending_of(name: str) -> str:
    """Of what it was made into: a picture is a JPEG, whatever it was."""
    return "pdf" if ENDINGS.get(name.rpartition(".")[2].lower()) == PDF else "jpg"


def made_anew(content: bytes) -> bytes:
    """Raises Unreadable."""
    return _written(content) if content.startswith(b"%PDF-") else _drawn(content)


def portrait_of(content: bytes) -> bytes:
    """A picture to be shown to everybody, drawn again and no larger than a page needs. Raises NotAPaper, Unreadable."""
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise NotAPaper
    with Image.open(io.BytesIO(_drawn(content))) as picture:
        picture.thumbnail((PORTRAIT, PORTRAIT))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _drawn(content: bytes) -> bytes:
    """Only its dots; how many there are is asked before one of them is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # ours is the stricter limit
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > VERIFICATION_TERMS.most_pixels:
                    raise Unreadable("too_large")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Image.DecompressionBombError:
        raise Unreadable("too_large") from None
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for broken files
        raise Unreadable("broken") from None
    out = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _written(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as paper:
            if len(paper.pages) > VERIFICATION_TERMS.most_pages:
                raise Unreadable("too_many_pages")
            if not len(paper.pages):
                raise Unreadable("broken")
            _strip(paper)
            out = io.BytesIO()
            paper.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Unreadable("locked") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):  # what qpdf raises for broken files
        raise Unreadable("broken") from None
    return out.getvalue()


def _strip(paper: pikepdf.Pdf) -> None:
    """What acts, what is hidden inside, and what tells of the author."""
    _without(paper.Root, OF_CATALOGUE)
    for page in paper.pages:
        _without(page.obj, OF_PAGE)
    for thing in paper.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _without(thing, ANYWHERE)
    _without(paper.trailer, ("/Info",))


def _without(thing: pikepdf.Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in thing:
            del thing[name]
