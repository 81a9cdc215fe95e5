"""Tenge are whole numbers everywhere: prices, orders and the ledger hold integers, never floats."""


def tenge(amount_kzt: int) -> str:
    """12000 -> '12 000 ₸' with narrow spaces that do not break."""
    return f"{grouped(amount_kzt)}\u202f₸"


def grouped(amount: int) -> str:
    """12000 -> '12 000' with a narrow space that does not break."""
    return f"{amount:,}".replace(",", "\u202f")
