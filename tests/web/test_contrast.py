"""The colours can be read: WCAG 2.2 AA by calculation, in both themes; and no other file names a colour."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "harmonia" / "web" / "static" / "css"
DECLARED = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
TEXT, PART = 4.5, 3.0  # 1.4.3 text; 1.4.11 edges of controls, icons, focus

ON_GROUNDS = ("paper", "surface", "tint")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent-strong", "bad", "good") for ground in ON_GROUNDS),
    *((edge, ground, PART) for edge in ("line-strong", "accent", "focus", "warm", "bad") for ground in ON_GROUNDS),
    *((ink, f"{ink}-tint", TEXT) for ink in ("good", "bad", "waiting")),
    *(("ink", ground, TEXT) for ground in ("accent-tint", "good-tint", "bad-tint", "waiting-tint", "warm-tint")),
    *(("ink-soft", ground, TEXT) for ground in ("accent-tint", "warm-tint")),
    *(("ink", sky, TEXT) for sky in ("sky-low", "sky-high", "paper")),
    ("accent-strong", "accent-tint", TEXT),
    ("accent-ink", "accent", TEXT),
    ("accent-ink", "accent-strong", TEXT),
    ("warm-ink", "warm", TEXT),
    ("warm-ink", "warm-deep", TEXT),
    ("bad-ink", "bad", TEXT),
    ("paper", "ink", TEXT),
    ("paper", "ink-soft", TEXT),
]


def themes(stylesheet: str) -> list[dict[str, str]]:
    blocks = re.findall(r":root[^{]*?\{([^{}]*)\}", stylesheet)
    return [dict(DECLARED.findall(body)) for body in blocks if "--paper" in body]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


THEMES = themes((CSS / "tokens.css").read_text())


def test_there_are_three_blocks_and_the_dark_ones_agree() -> None:
    light, by_system, by_choice = THEMES
    assert by_system == by_choice
    assert set(light) == set(by_system)


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark by system", "dark by choice"])
def test_everything_can_be_read(theme: dict[str, str]) -> None:
    faint = [(ink, ground, round(contrast(theme[ink], theme[ground]), 2)) for ink, ground, least in PAIRS
             if contrast(theme[ink], theme[ground]) < least]  # fmt: skip
    assert faint == []


def test_a_faint_pair_is_found() -> None:
    assert round(contrast("#ffffff", "#000000"), 1) == 21.0
    assert contrast("#999999", "#ffffff") < TEXT


def test_only_the_tokens_name_colours() -> None:
    others = [path for path in sorted(CSS.rglob("*.css")) if path.name != "tokens.css"]
    named = {path.name: re.findall(r":[^;{]*?(#[0-9a-fA-F]{3,8})\b", path.read_text()) for path in others}
    assert {name: colours for name, colours in named.items() if colours} == {}
