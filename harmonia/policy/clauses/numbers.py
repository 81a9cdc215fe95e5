"""The clause numbers of the first policy (24.02.2023), each of which ours must answer."""

_LAST = {2: 4, 3: 5, 4: 5, 5: 17, 6: 13, 8: 1, 9: 6, 10: 2, 11: 2, 12: 8}
_WITHIN = {"4.1": 7, "4.2": 7, "7.1": 4, "7.2": 4, "7.3": 5, "9.3": 2}

FIRST_POLICY: tuple[str, ...] = (
    "1.1",
    *(f"{chapter}.{number}" for chapter, last in _LAST.items() for number in range(1, last + 1)),
    "7.1",
    "7.2",
    "7.3",
    *(f"{clause}.{number}" for clause, last in _WITHIN.items() for number in range(1, last + 1)),
)
