"""A fund's books as pure figures: what an account is called, what balances, and how a ledger reads as CSV (FND-09)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from service.fund.envelopes.rules import FunderKind
from service.refusals import Language, Said
from service.tables.writing import harmless

AccountKind = Literal["funder", "source", "envelope", "paid", "overrun"]

ACCOUNTS: Mapping[AccountKind, Said] = MappingProxyType(
    {
        "funder": Said("Bailleur : {name}", "Funder: {name}"),
        "source": Said("Apports antérieurs : {name}", "Earlier contributions: {name}"),
        "envelope": Said("Enveloppe : {name}", "Envelope: {name}"),
        "paid": Said("Payé : {name}", "Paid: {name}"),
        "overrun": Said("Dépassement : {name}", "Overrun: {name}"),
    }
)
ENTRIES: Mapping[str, Said] = MappingProxyType(
    {
        "contribution": Said("Contribution", "Contribution"),
        "earmark": Said("Promesse", "Earmark"),
        "payment": Said("Paiement", "Payment"),
        "void": Said("Promesse annulée", "Earmark voided"),
        "expiry": Said("Promesse échue", "Earmark expired"),
        "return": Said("Retour d'argent", "Money returned"),
        "overrun": Said("Dépassement", "Overrun"),
        "cover": Said("Couverture d'un dépassement", "Cover of an overrun"),
        "carry_out": Said("Report vers la suite", "Carried out"),
        "carry_in": Said("Report de ce qui précède", "Carried in"),
        "correction": Said("Correction", "Correction"),
    }
)
PROMISES = frozenset({"earmark", "void", "expiry"})
"""Kinds that promise and take back: an accountant's ledger holds what was posted, not these."""


@dataclass(frozen=True)
class Account:
    """An account of a fund: of a funder, or one of an envelope's; `code` is the envelope's own."""

    key: int
    kind: AccountKind
    funder_id: UUID
    funder: str
    funder_kind: FunderKind
    envelope_id: UUID | None
    code: str | None
    name: str | None

    def number(self) -> str:
        """What an accountant's program knows the account by: stable, and of plain letters."""
        letter = self.kind[0].upper()
        return f"{letter}-{self.code}" if self.code else f"F-{self.funder_id.hex[:8].upper()}"

    def label(self, language: Language) -> str:
        """Its name in words, in one language."""
        return ACCOUNTS[self.kind].in_(language, {"name": self.name or self.funder})


@dataclass(frozen=True)
class Sums:
    """What an account holds in cents: promised, and posted for good."""

    debits_pending: int = 0
    credits_pending: int = 0
    debits_posted: int = 0
    credits_posted: int = 0


def balanced(sums: Iterable[Sums]) -> bool:
    """Whether debits equal credits to the cent, posted and promised alike (FND-09)."""
    found = list(sums)
    return sum(each.debits_posted - each.credits_posted for each in found) == 0 and (
        sum(each.debits_pending - each.credits_pending for each in found) == 0
    )


@dataclass(frozen=True)
class Standing:
    """An envelope at one moment, in cents: received (net of carry-overs and corrections), promised, spent, free."""

    received: int
    committed: int
    spent: int
    overrun: int
    available: int


def standing(envelope: Sums, paid: Sums, overrun: Sums) -> Standing:
    """What an envelope's three accounts mean: available = received − committed − spent + overrun (FND-06)."""
    spent = paid.credits_posted - paid.debits_posted
    over = overrun.debits_posted - overrun.credits_posted
    kept = envelope.credits_posted - envelope.debits_posted
    return Standing(
        received=kept + spent - over,
        committed=envelope.debits_pending,
        spent=spent,
        overrun=over,
        available=kept - envelope.debits_pending,
    )


@dataclass(frozen=True)
class Entry:
    """A transfer as the books list it, in cents; `happened_at` is a bank's own moment, where it is another."""

    key: int
    id: UUID
    kind: str
    debit_key: int
    credit_key: int
    amount_cents: int
    about_id: UUID | None
    made_at: datetime
    happened_at: datetime | None


HEADS: tuple[Said, ...] = (
    Said("Date", "Date"),
    Said("Écriture", "Entry"),
    Said("Compte", "Account"),
    Said("Nom du compte", "Account name"),
    Said("Description", "Description"),
    Said("Débit", "Debit"),
    Said("Crédit", "Credit"),
    Said("Devise", "Currency"),
    Said("Date de la banque", "Bank date"),
    Said("Corrige", "Corrects"),
)


def head(language: Language) -> list[str]:
    """The first row of the general ledger."""
    return [each.in_(language) for each in HEADS]


def rows(entry: Entry, accounts: Mapping[int, Account], language: Language) -> list[list[str]]:
    """A posted transfer as two rows, a debit and a credit of the same sum (FND-09); a promise is no entry.

    Dates are days in UTC (ISO 8601), amounts decimal with a point. No request, line or case is named.
    """
    if entry.kind in PROMISES:
        return []
    sides = (
        (entry.debit_key, amount(entry.amount_cents), ""),
        (entry.credit_key, "", amount(entry.amount_cents)),
    )
    return [_row(entry, accounts[key], debit, credit, language) for key, debit, credit in sides]


def _row(entry: Entry, account: Account, debit: str, credit: str, language: Language) -> list[str]:
    return [
        _day(entry.made_at),
        str(entry.id),
        account.number(),
        harmless(account.label(language)),
        ENTRIES[entry.kind].in_(language),
        debit,
        credit,
        "CAD",
        _day(entry.happened_at) if entry.happened_at else "",
        str(entry.about_id) if entry.about_id and entry.kind == "correction" else "",
    ]


def amount(cents: int) -> str:
    """Dollars and cents as programs read them: `1234.05`."""
    return f"{cents // 100}.{cents % 100:02d}"


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()


def over(until: date, now: datetime) -> bool:
    """Whether all days before `until` are over (UTC), so that they can be closed (FND-09)."""
    return until <= now.astimezone(UTC).date()
