"""Cells of CSV files. A spreadsheet program runs what begins like a formula, so nothing of ours begins so."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: str) -> str:
    """The value, behind an apostrophe if a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    return f"'{value}" if value.startswith(FORMULAS) else value
