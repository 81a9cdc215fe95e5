"""Portraits of people who do not exist, drawn by code: the same slug always gives the same face.

Layers from back to front: a wall with a sun and an ornament of ram's horns, hair behind, shoulders, neck, head, face,
hair before, glasses. Presentation attributes only, no styles and no scripts, so that any policy lets it through.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

WALLS = (
    ("#f3dcc0", "#e8bf94"), ("#dfe8dc", "#b4ccba"), ("#f6e3d3", "#e3a982"), ("#dbe5ea", "#a9c2cd"),
    ("#f0e2e4", "#d9b0b4"), ("#ece6d2", "#cdbf8d"), ("#e2e0ec", "#b3aecd"), ("#e0ebe6", "#93bfae"),
)  # fmt: skip
SKINS = (("#f3cfb3", "#e3b391"), ("#ecc19d", "#d7a37a"), ("#e3b088", "#cb9166"), ("#f6d9c2", "#e6bea0"))
DARK_HAIR = ("#2b2220", "#3a2a24", "#1f1c1e", "#47302a")
FAIR_HAIR = ("#6b4a33", "#8a5f3c", "#b98a56", "#7d4a37", "#4a352b")
GREY_HAIR = ("#8d8882", "#a9a39a", "#6f6a67")
CLOTHES = (
    ("#2c6a5d", "#1f5046"), ("#7a3f4e", "#602f3c"), ("#34506b", "#274059"), ("#a2552f", "#854322"),
    ("#6d6a4a", "#545238"), ("#4b4560", "#393450"), ("#8a7a66", "#6f6151"), ("#3f6f7a", "#305862"),
)  # fmt: skip
HORN = "M0 0c0-9 8-14 14-10 5 3 4 10-1 10-4 0-4-5-1-6M0 0c0-9-8-14-14-10-5 3-4 10 1 10 4 0 4-5 1-6M0 0v-17"


T = TypeVar("T")
Style = Callable[[str], tuple[str, str]]


@dataclass(frozen=True)
class Person:
    """What a portrait needs to know: `heritage` says from which palette hair and skin are taken."""

    slug: str
    sex: str
    heritage: str  # "steppe", "north" or "east"
    years: int  # of practice: hair greys with them


class Dice:
    """Choices that depend on the slug alone."""

    def __init__(self, slug: str) -> None:
        self.bytes = hashlib.sha256(slug.encode()).digest()
        self.place = 0

    def of(self, things: Sequence[T]) -> T:
        self.place = (self.place + 1) % len(self.bytes)
        return things[self.bytes[self.place] % len(things)]


def draw(person: Person) -> str:
    dice = Dice(person.slug)
    wall, skin, cloth = dice.of(WALLS), dice.of(SKINS), dice.of(CLOTHES)
    hair = _hair_colour(person, dice)
    steppe = person.heritage == "steppe"
    styles = (WOMEN if person.sex == "f" else MEN) + (TRADITION[person.sex] if steppe else ())
    behind, before = dice.of(styles)(hair)
    parts = [
        _wall(wall, dice),
        behind,
        _shoulders(cloth, dice, (*CLOTHING, _camisole) if steppe else CLOTHING),
        _head(skin, dice),
        _face(skin, hair, dice),
        _beard(hair, dice) if person.sex == "m" else _earrings(cloth, dice),
        before,
        _glasses(dice),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240">'
        + "".join(parts)
        + "</svg>"
    )


def _hair_colour(person: Person, dice: Dice) -> str:
    if person.years >= 22:
        return dice.of(GREY_HAIR)
    return dice.of(FAIR_HAIR if person.heritage == "north" else DARK_HAIR)


def _wall(wall: tuple[str, str], dice: Dice) -> str:
    light, deep = wall
    sun_x, sun_y = dice.of((52, 70, 176, 190)), dice.of((58, 72, 86))
    horns = "".join(
        f'<path transform="translate({x} {y}) scale({size})" d="{HORN}"/>'
        for x, y, size in ((30, 214, 1.25), (210, 214, 1.25), (28, 130, 0.9), (212, 130, 0.9))
    )
    return (
        f'<rect width="240" height="240" fill="{light}"/>'
        f'<circle cx="{sun_x}" cy="{sun_y}" r="{dice.of((44, 54, 62))}" fill="{deep}" opacity=".45"/>'
        f'<path d="M0 {dice.of((168, 178, 188))}C60 140 120 190 240 150V240H0Z" fill="{deep}" opacity=".55"/>'
        f'<g fill="none" stroke="#ffffff" stroke-width="3" stroke-linecap="round" opacity=".5">{horns}</g>'
    )


def _shoulders(cloth: tuple[str, str], dice: Dice, cuts: Sequence[Callable[[str, str], str]]) -> str:
    colour, shade = cloth
    body = f'<path d="M34 240c2-40 26-58 62-64h48c36 6 60 24 62 64Z" fill="{colour}"/>'
    return body + dice.of(cuts)(colour, shade)


def _round_collar(colour: str, shade: str) -> str:
    return f'<path d="M92 178c6 22 50 22 56 0l10 4c-8 34-68 34-76 0Z" fill="{shade}"/>'


def _shirt(colour: str, shade: str) -> str:
    return (
        '<path d="M96 176l24 30-20 12-14-36ZM144 176l-24 30 20 12 14-36Z" fill="#fbf6ee"/>'
        f'<path d="M120 206v34" stroke="{shade}" stroke-width="3"/>'
    )


def _camisole(colour: str, shade: str) -> str:
    """A kamzol: an open waistcoat with an embroidered border."""
    horns = "".join(f'<path transform="translate({x} {y}) scale(.55)" d="{HORN}"/>' for x, y in ((86, 232), (154, 232)))
    return (
        '<path d="M96 176c8 16 40 16 48 0l8 64H88Z" fill="#fbf1e2"/>'
        f'<path d="M96 176l-8 64M144 176l8 64" stroke="#e0b04f" stroke-width="5"/>'
        f'<g fill="none" stroke="#e0b04f" stroke-width="4" stroke-linecap="round">{horns}</g>'
    )


def _shawl(colour: str, shade: str) -> str:
    return f'<path d="M88 180c4 30 60 30 64 0l26 12c-14 44-102 44-116 0Z" fill="{shade}"/>'


def _head(skin: tuple[str, str], dice: Dice) -> str:
    colour, shade = skin
    width = dice.of((41, 43, 45))
    return (
        f'<path d="M102 150h36v32c-6 14-30 14-36 0Z" fill="{shade}"/>'
        f'<ellipse cx="120" cy="114" rx="{width}" ry="52" fill="{colour}"/>'
        f'<path d="M120 62a{width} 52 0 0 1 0 104c14-18 18-80 0-104Z" fill="{shade}" opacity=".28"/>'
    )


def _face(skin: tuple[str, str], hair: str, dice: Dice) -> str:
    """Hardly more than a calm look: brows, closed or open eyes, a nose, a small smile."""
    line = "#5a3b2e"
    eyes = dice.of(
        (
            '<circle cx="103" cy="115" r="3.4"/><circle cx="137" cy="115" r="3.4"/>',
            '<path d="M96 116q7-7 14 0M130 116q7-7 14 0" fill="none" stroke-width="3.2"/>',
            '<path d="M96 114q7 7 14 0M130 114q7 7 14 0" fill="none" stroke-width="3.2"/>',
        )
    )
    smile = dice.of(("M108 141q12 9 24 0", "M110 142q10 6 20 0", "M107 140q13 11 26 0"))
    return (
        f'<g fill="{line}" stroke="{line}" stroke-linecap="round">{eyes}</g>'
        f'<g fill="none" stroke="{hair}" stroke-width="3.6" stroke-linecap="round" opacity=".8">'
        f'<path d="M94 103q9-6 18-1M128 102q9-5 18 1"/></g>'
        f'<path d="M120 116q-5 12 2 14" fill="none" stroke="{skin[1]}" stroke-width="3.4" stroke-linecap="round"/>'
        f'<path d="{smile}" fill="none" stroke="#a4523f" stroke-width="3.6" stroke-linecap="round"/>'
        f'<circle cx="92" cy="132" r="8" fill="#e2876b" opacity=".25"/>'
        f'<circle cx="148" cy="132" r="8" fill="#e2876b" opacity=".25"/>'
    )


def _glasses(dice: Dice) -> str:
    if dice.of((0, 0, 0, 1)) == 0:
        return ""
    return (
        '<g fill="#ffffff" fill-opacity=".22" stroke="#4a3b34" stroke-width="3">'
        '<circle cx="102" cy="115" r="14"/><circle cx="138" cy="115" r="14"/>'
        '<path d="M116 114q4-4 8 0M88 113l-9-3M152 113l9-3" fill="none"/></g>'
    )


def _earrings(cloth: tuple[str, str], dice: Dice) -> str:
    if dice.of((0, 1)) == 0:
        return ""
    gold = "#d7a544"
    return "".join(
        f'<circle cx="{x}" cy="137" r="4" fill="{gold}"/><path d="M{x} 141l-4 9h8Z" fill="{gold}"/>' for x in (76, 164)
    )


def _lock(outline: str, hair: str) -> str:
    return f'<path d="{outline}" fill="{hair}"/>'


def _beard(hair: str, dice: Dice) -> str:
    return dice.of(
        (
            "",
            "",
            _lock("M79 126c2 34 22 46 41 46s39-12 41-46c-4 14-14 20-22 18-8-6-30-6-38 0-8 2-18-4-22-18Z", hair)
            + '<path d="M109 148q11 7 22 0" fill="none" stroke="#c98a74" stroke-width="4" stroke-linecap="round"/>',
            _lock("M103 137q17-10 34 0-17-3-34 0Z", hair),
        )
    )


def _long(hair: str) -> tuple[str, str]:
    return (
        _lock("M70 112c0-44 22-66 50-66s50 22 50 66c0 40 10 60 12 84-40 14-84 14-124 0 2-24 12-44 12-84Z", hair),
        _lock("M76 112c0-38 18-58 44-58 28 0 46 20 44 58-6-22-18-34-34-38-10 14-34 18-54 38Z", hair),
    )


def _bob(hair: str) -> tuple[str, str]:
    return (
        _lock("M68 114c-2-46 22-68 52-68s54 22 52 68c0 22-2 36-8 46H76c-6-10-8-24-8-46Z", hair),
        _lock("M77 116c-4-40 18-62 43-62s47 22 43 62c-2-20-8-30-14-36-18 4-42 2-56-4-8 8-14 20-16 40Z", hair),
    )


def _bun(hair: str) -> tuple[str, str]:
    return (
        f'<circle cx="120" cy="44" r="22" fill="{hair}"/><ellipse cx="120" cy="104" rx="50" ry="54" fill="{hair}"/>',
        _lock("M77 112c-2-36 18-58 43-58s45 22 43 58c-8-26-24-36-43-36s-35 10-43 36Z", hair),
    )


def _braids(hair: str) -> tuple[str, str]:
    plaits = "".join(
        f'<g fill="{hair}">'
        + "".join(f'<ellipse cx="{x}" cy="{y}" rx="11" ry="13"/>' for y in range(150, 226, 18))
        + "</g>"
        for x in (70, 170)
    )
    return (
        f'<ellipse cx="120" cy="106" rx="51" ry="58" fill="{hair}"/>{plaits}',
        _lock("M76 116c-2-40 18-62 44-62s46 22 44 62c-6-24-20-40-44-50-24 10-38 26-44 50Z", hair),
    )


def _scarf(hair: str) -> tuple[str, str]:
    """An oramal: a headscarf tied behind."""
    return (
        '<path d="M66 116c-4-50 22-74 54-74s58 24 54 74c0 30-10 54-22 66H88c-12-12-22-36-22-66Z" fill="#f7efe2"/>',
        '<path d="M76 112c-4-40 18-60 44-60s48 20 44 60c-10-24-26-34-44-34s-34 10-44 34Z" fill="#f7efe2"/>'
        '<path d="M78 100c8-20 24-28 42-28s34 8 42 28" fill="none" stroke="#c9683f" stroke-width="5"/>',
    )


def _waves(hair: str) -> tuple[str, str]:
    curls = "".join(
        f'<circle cx="{x}" cy="{y}" r="20" fill="{hair}"/>'
        for x, y in ((76, 92), (70, 122), (74, 150), (164, 92), (170, 122), (166, 150), (96, 66), (120, 58), (144, 66))
    )
    return (
        curls,
        _lock("M78 108c0-34 16-52 42-52s42 18 42 52c-10-10-14-22-18-28-20 12-50 4-66 28Z", hair),
    )


def _short(hair: str) -> tuple[str, str]:
    return (
        "",
        _lock("M77 112c-8-44 16-64 45-64 30 0 50 18 41 64-4-16-8-26-14-32-18 2-38 0-52-8-10 8-16 22-20 40Z", hair),
    )


def _side(hair: str) -> tuple[str, str]:
    return (
        "",
        _lock("M77 110c-6-40 10-62 40-64 34-2 54 20 46 64-4-14-6-24-10-30-24 2-46-4-58-14-8 10-14 22-18 44Z", hair),
    )


def _crop(hair: str) -> tuple[str, str]:
    return ("", f'<path d="M78 104c-2-34 16-52 42-52s44 18 42 52c-8-22-22-32-42-32s-34 10-42 32Z" fill="{hair}"/>')


def _takiya(hair: str) -> tuple[str, str]:
    """A takiya: an embroidered skullcap."""
    horns = "".join(f'<path transform="translate({x} 76) scale(.5)" d="{HORN}"/>' for x in (98, 120, 142))
    return (
        _lock("M76 116c-4-30 8-46 44-46s48 16 44 46l-6-22H82Z", hair),
        f'<path d="M78 92c-2-32 16-46 42-46s44 14 42 46c-24-10-60-10-84 0Z" fill="#7a2e35"/>'
        f'<g fill="none" stroke="#e7bf6a" stroke-width="4.5" stroke-linecap="round">{horns}</g>'
        f'<path d="M78 92c24-10 60-10 84 0" fill="none" stroke="#e7bf6a" stroke-width="4"/>',
    )


def _combed(hair: str) -> tuple[str, str]:
    return (
        "",
        _lock("M77 110c-6-38 8-66 44-66 34 0 48 26 42 66-3-18-8-28-16-36-20-8-42-4-54 4-8 6-13 16-16 32Z", hair),
    )


WOMEN: tuple[Style, ...] = (_long, _bob, _bun, _waves, _bob)
MEN: tuple[Style, ...] = (_short, _side, _crop, _combed)
CLOTHING = (_round_collar, _shirt, _shawl)
TRADITION: dict[str, tuple[Style, ...]] = {"f": (_braids, _scarf, _long), "m": (_takiya, _short)}
