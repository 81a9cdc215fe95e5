"""How many parts an SMS costs, by the alphabet that it needs (3GPP TS 23.038, 23.040)."""

from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("\f^{}\\[~]|€")
ONE_GSM, PART_GSM = 160, 153
ONE_WIDE, PART_WIDE = 70, 67


@dataclass(frozen=True)
class Length:
    """`characters`: as the network counts them; Kazakh and Russian letters need the wide alphabet."""

    characters: int
    parts: int
    wide: bool


def length(text: str) -> Length:
    wide = bool(set(text) - GSM - GSM_TWICE)
    counted = len(text.encode("utf-16-le")) // 2 if wide else sum(1 + (each in GSM_TWICE) for each in text)
    one, part = (ONE_WIDE, PART_WIDE) if wide else (ONE_GSM, PART_GSM)
    return Length(counted, 1 if counted <= one else -(-counted // part), wide)
