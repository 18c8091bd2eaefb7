"""Words that the person may see: beside the picture of a receipt, and on the slip that they may keep (ELG-02)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service.fund.money import money
from service.fund.said import CATEGORIES
from service.fund.series.queries import readable
from service.refusals import NOT_FOUND, Language, Refused, Said
from service.store.session import Session
from service.store.statements import sql

BESIDE_THE_PICTURE: Final = Said(
    "Une photo du reçu, jamais d'un nom ni d'un visage. Couvrez ce qui dit qui voyage; le lieu et l'heure que le "
    "téléphone y ajoute sont effacés ici.",
    "A picture of the receipt, never of a name or a face. Cover what says who travels; the place and time that the "
    "phone adds are erased here.",
)
"""Shown beside the field, and in the API's own description (CNF-02)."""
SLIP: Final = {
    "title": Said("Ce qui a été payé", "What was paid"),
    "for": Said("Pour la personne concernée", "For the person concerned"),
    "kept": Said(
        "Ce papier ne porte aucun nom. Vous n'avez rien à signer ni à rembourser.",
        "This slip carries no name. There is nothing to sign or to pay back.",
    ),
    "none": Said("Rien n'est encore payé.", "Nothing is paid yet."),
}
"""Of the words that a person may read none says what happened to them (ELG-02)."""


@dataclass(frozen=True)
class SlipLine:
    """One thing that was paid, in words, with its amount in words and in cents."""

    what: str
    amount: str
    amount_cents: int


@dataclass(frozen=True)
class Slip:
    """What a person may see and keep: no name, no organisation, no code, no reason."""

    title: str
    for_whom: str
    day: date
    lines: list[SlipLine]
    total: str
    note: str


PAID = sql(
    """
    SELECT l.category, sum(l.paid_cents - l.returned_cents)::bigint AS cents FROM request_lines l
    WHERE l.request_id = :request AND l.paid_cents > l.returned_cents GROUP BY l.category ORDER BY min(l.position)
    """
)


async def slip_of(session: Session, request_id: UUID, language: Language) -> Slip | Refused:
    """What was paid of a request, for the person to see and keep (ELG-02); to whoever may read the request."""
    if not await readable(session, request_id):
        return Refused(NOT_FOUND)
    rows = [(row["category"], row["cents"]) for row in await session.rows(PAID, request=request_id)]
    return slip(rows, session.now.date(), language)


def slip(paid: list[tuple[str, int]], day: date, language: Language) -> Slip:
    """The slip of these categories with their cents."""
    lines = [SlipLine(CATEGORIES[what].in_(language), money(cents, language), cents) for what, cents in paid]
    return Slip(
        SLIP["title"].in_(language),
        SLIP["for"].in_(language),
        day,
        lines,
        money(sum(line.amount_cents for line in lines), language),
        SLIP["kept" if lines else "none"].in_(language),
    )
