"""The words that the caller's screens use."""

from dataclasses import dataclass

from service.partners.terms.rules import NEUTRAL, TERMS, Term, chosen
from service.refusals import Said
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class TermView:
    """One word in both languages; `own` when a network chose it."""

    term: Term
    fr: str
    en: str
    own: bool


MINE = sql("SELECT term, fr, en FROM relais.terms_here()")


async def terms(session: Session) -> list[TermView]:
    """Every word that a network may choose, as the caller's networks have it (RIG-04)."""
    said: dict[Term, list[Said]] = {}
    for row in await session.rows(MINE):
        said.setdefault(row["term"], []).append(Said(row["fr"], row["en"]))
    words = chosen(said)
    return [TermView(term, words[term].fr, words[term].en, words[term] != NEUTRAL[term]) for term in TERMS]
