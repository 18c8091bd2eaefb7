"""Statements as they were at any past moment: from the transfers alone, so that they are the same for ever (FND-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.reports.statements.rules import (
    DonorStatement,
    Entry,
    Figures,
    Statement,
    donor_statement,
    figures_of,
    statement,
)
from service.store.session import Session
from service.store.statements import sql

ENVELOPE = sql(
    """
    SELECT e.id, e.code, e.name, f.name AS funder, f.kind AS funder_kind, e.starts_at, e.ends_at
    FROM envelopes e JOIN funders f ON f.id = e.funder_id WHERE e.id = :envelope
    """
)
# An entry's lines are those it paid for: a promise leaves no trace in what a donor is told.
ENTRIES = sql(
    """
    WITH own AS (SELECT a.key, a.kind FROM accounts a WHERE a.envelope_id = :envelope)
    SELECT date_trunc('month', t.made_at AT TIME ZONE 'UTC')::date AS month, t.kind, coalesce(x.kind, '') AS about,
        coalesce(l.category, '') AS category, sum(t.amount_cents)::bigint AS amount,
        coalesce(sum(CASE WHEN t.credit_key = e.key THEN t.amount_cents ELSE -t.amount_cents END)
            FILTER (WHERE e.key IN (t.debit_key, t.credit_key) AND t.kind NOT IN ('earmark', 'void', 'expiry')),
            0)::bigint AS effect,
        coalesce(array_agg(DISTINCT t.line_id) FILTER (WHERE t.line_id IS NOT NULL
            AND t.kind IN ('payment', 'overrun', 'return', 'correction')), '{}') AS lines
    FROM transfers t JOIN own e ON e.kind = 'envelope'
        LEFT JOIN transfers x ON x.id = t.about_id AND t.kind = 'correction'
        LEFT JOIN request_lines l ON l.id = t.line_id
    WHERE t.organisation_id = relais.organisation() AND t.made_at < :before
        AND (t.debit_key IN (SELECT key FROM own) OR t.credit_key IN (SELECT key FROM own))
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """
)
FUNDED = sql(
    """
    SELECT f.id AS funder_id, f.name AS funder, f.kind AS funder_kind, e.id AS envelope_id, e.code
    FROM funders f JOIN envelopes e ON e.funder_id = f.id ORDER BY f.name, e.code LIMIT 500
    """
)


@dataclass(frozen=True)
class EnvelopeStatement:
    """An envelope's statement, in cents. `until` is cut to `as_of`, the moment it is told by.

    `donor` in the place of `full` where the funder is private (FND-06).
    """

    envelope_id: UUID
    code: str
    name: str
    funder: str
    as_of: datetime
    full: Statement | None
    donor: DonorStatement | None


@dataclass(frozen=True)
class Asked:
    """Whole months [since, until), and the moment by which they are told: what was dated later is not in it."""

    envelope_id: UUID
    since: date
    until: date
    as_of: datetime


async def envelope_statement(session: Session, asked: Asked) -> EnvelopeStatement | Refused:
    """What became of an envelope's money, for its fund's administrators (FND-06, FND-07, POL-03).

    As of a past moment it is the same for ever: it reads immutable transfers by our own date of them (FND-09).
    """
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    row = await session.row(ENVELOPE, envelope=asked.envelope_id)
    if row is None:
        return Refused(NOT_FOUND)
    entries = await _entries(session, asked.envelope_id, min(asked.as_of, _start(asked.until)))
    private = row["funder_kind"] == "private"
    # A stretch that has not ended cannot be told to a donor: only whole months of the past are.
    told_until = min(asked.until, asked.as_of.astimezone(UTC).date().replace(day=1))
    return EnvelopeStatement(
        row["id"],
        row["code"],
        row["name"],
        row["funder"],
        asked.as_of,
        None if private else statement(entries, asked.since, asked.until),
        donor_statement(entries, asked.since, told_until) if private else None,
    )


async def _entries(session: Session, envelope: UUID, before: datetime) -> list[Entry]:
    rows = await session.rows(ENTRIES, envelope=envelope, before=before)
    return [Entry(**{**row, "lines": frozenset(row["lines"])}) for row in rows]


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True)
class Funded:
    """What one funder's money has done so far, over all its envelopes, by id and code, in cents (FND-07)."""

    funder_id: UUID
    funder: str
    private: bool
    envelopes: Mapping[UUID, str]
    figures: Figures
    categories: Mapping[str, Figures]


async def funded(session: Session) -> list[Funded] | Refused:
    """The funder dashboard: what has been funded, aggregated, by funder and category (FND-07).

    Of a private donor's money the total alone, without categories (FND-06).
    """
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    found: dict[UUID, Funded] = {}
    for row in await session.rows(FUNDED):
        entries = await _entries(session, row["envelope_id"], session.now)
        found[row["funder_id"]] = _with(found.get(row["funder_id"]), row, entries)
    return list(found.values())


def _with(known: Funded | None, row: Any, entries: list[Entry]) -> Funded:
    private = row["funder_kind"] == "private"
    before = known or Funded(row["funder_id"], str(row["funder"]), private, {}, Figures(), {})
    categories = dict(before.categories)
    for category in () if private else sorted({each.category for each in entries if each.category}):
        of = figures_of(each for each in entries if each.category == category)
        categories[category] = categories.get(category, Figures()) + of
    return Funded(
        before.funder_id,
        before.funder,
        private,
        {**before.envelopes, row["envelope_id"]: row["code"]},
        before.figures + figures_of(entries),
        categories,
    )
