"""Tenge are whole numbers everywhere: prices, orders and the ledger hold integers, never floats."""


def tenge(amount_kzt: int) -> str:
    """12000 -> '12 000 ₸' with narrow spaces that do not break."""
    return f"{amount_kzt:,}".replace(",", "\u202f") + "\u202f₸"
