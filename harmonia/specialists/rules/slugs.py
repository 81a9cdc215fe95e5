"""An address out of a name: Kazakh and Russian letters as passports write them."""

from django.utils.text import slugify

LETTERS = str.maketrans(
    {
        "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p",
        "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts",
        "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    }
)  # fmt: skip


def slug_of(name: str, *, otherwise: str = "specialist") -> str:
    """At most sixty characters; `otherwise` where nothing is left of the name."""
    return slugify(name.lower().translate(LETTERS))[:60].strip("-") or otherwise
