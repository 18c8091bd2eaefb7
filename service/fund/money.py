"""Amounts in words: whole dollars without cents, as each language writes them (LNG-01)."""

from service.refusals import Language

LARGEST_CENTS = 100_000_000
"""A million dollars: no line, envelope or transfer is larger. Protects sums and catches slips of the keyboard."""


def money(cents: int, language: Language) -> str:
    """`1 650 $` in French, `$1,650` in English; cents only when there are some (`12,50 $`, `$12.50`)."""
    sign = "-" if cents < 0 else ""
    dollars, rest = divmod(abs(cents), 100)
    if language == "fr":
        amount = f"{dollars:,}".replace(",", "\u202f") + (f",{rest:02d}" if rest else "")
        return f"{sign}{amount}\u00a0$"
    return f"{sign}${dollars:,}" + (f".{rest:02d}" if rest else "")
