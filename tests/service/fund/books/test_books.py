"""Books at any past moment, to the cent, from transfers alone; and as a file for an accountant (FND-09)."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest

from service.fund.books.export import general_ledger
from service.fund.books.queries import Asked, Statement, TrialBalance, entries, statement, trial_balance
from service.fund.books.rules import (
    ACCOUNTS,
    ENTRIES,
    HEADS,
    Account,
    Entry,
    Standing,
    Sums,
    amount,
    balanced,
    over,
    rows,
    standing,
)
from service.fund.ledger.rules import Kind
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.tables.writing import harmless
from tests.service.fund.books.conftest import correct, later, paid, transfers
from tests.service.fund.conftest import Fund, got

NOW = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
FUNDER = Account(1, "funder", UUID(int=10), "=cmd()", "public", None, None, None)
PURSE = Account(2, "envelope", UUID(int=10), "=cmd()", "public", UUID(int=20), "F1", "+1")


def entry(kind: Kind, **changes: Any) -> Entry:
    known: dict[str, Any] = {
        "key": 7,
        "id": UUID(int=7),
        "kind": kind,
        "debit_key": 1,
        "credit_key": 2,
        "amount_cents": 123_405,
        "about_id": None,
        "made_at": NOW,
        "happened_at": None,
    }
    return Entry(**{**known, **changes})


def test_every_word_is_there_in_both_languages() -> None:
    """FND-09, LNG-01: each kind of entry and account has a name, and each column."""
    assert set(ENTRIES) == set(get_args(Kind))
    for said in (*ENTRIES.values(), *ACCOUNTS.values(), *HEADS):
        assert said.fr
        assert said.en


def test_an_entry_is_a_debit_and_a_credit() -> None:
    """FND-09: the same sum on both sides, the day in UTC, a bank's own day beside; and no formula for a spreadsheet."""
    made = entry("correction", about_id=UUID(int=5), happened_at=NOW - timedelta(days=1))
    debit, credit = rows(made, {1: FUNDER, 2: PURSE}, "fr")
    assert debit == [
        "2026-11-03",
        str(UUID(int=7)),
        "F-00000000",
        "Bailleur : =cmd()",
        "Correction",
        "1234.05",
        "",
        "CAD",
        "2026-11-02",
        str(UUID(int=5)),
    ]
    assert credit[2:7] == ["E-F1", "Enveloppe : +1", "Correction", "", "1234.05"]
    assert rows(entry("earmark"), {1: FUNDER, 2: PURSE}, "fr") == []
    assert rows(entry("carry_in", about_id=UUID(int=5)), {1: FUNDER, 2: PURSE}, "en")[0][9] == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tb", "\rc", "\nd"])
def test_no_text_is_a_formula(text: str) -> None:
    """FND-09: what a spreadsheet would run is a text."""
    assert harmless(text) == "'" + text
    assert harmless("a" + text) == "a" + text


def test_amounts_and_days() -> None:
    """FND-09: cents are kept; a day that is not over is not closed."""
    assert [amount(cents) for cents in (5, 100, 123_456)] == ["0.05", "1.00", "1234.56"]
    assert over(NOW.date(), NOW)
    assert not over(NOW.date() + timedelta(days=1), NOW)


def test_what_accounts_mean() -> None:
    """FND-06, FND-09: available = received − committed − spent + overrun; one cent more on one side is no balance."""
    found = standing(Sums(30, 0, 250, 1_000), Sums(0, 30, 50, 260), Sums(0, 0, 10, 0))
    assert found == Standing(received=950, committed=30, spent=210, overrun=10, available=720)
    assert found.available == found.received - found.committed - found.spent + found.overrun
    assert balanced([Sums(1, 0, 5, 0), Sums(0, 1, 0, 5)])
    assert not balanced([Sums(1, 0, 5, 0), Sums(0, 1, 0, 4)])
    assert not balanced([Sums(1, 0, 5, 0), Sums(0, 0, 0, 5)])


async def _books(fund: Fund, before: datetime) -> TrialBalance:
    async with fund.store.reading(fund.first) as session:
        return got(await trial_balance(session, None, before))


async def _statement(fund: Fund, since: datetime, before: datetime) -> Statement:
    async with fund.store.reading(fund.first) as session:
        return got(await statement(session, fund.envelope, since, before))


async def test_books_at_any_past_moment(fund: Fund) -> None:
    """FND-09: what stood then stands whenever it is asked; the moment itself is not counted; an envelope's statement
    goes from one standing to the next by what moved."""
    start = fund.store.clock.now()
    later(fund, days=1)
    await paid(fund, 10_000, 9_000)
    middle = fund.store.clock.now()
    later(fund, days=1)
    await paid(fund, 20_000, 20_012)
    await correct(fund, (await transfers(fund, "payment"))[0]["id"], 1_000)
    later(fund, days=1)
    end = fund.store.clock.now()
    empty, begun, now = [await _books(fund, moment) for moment in (start, middle, end)]
    assert [(each.debits_cents, each.balanced) for each in (empty, begun, now)] == [
        (0, True),
        (500_000, True),
        (530_012, True),
    ]
    told = await _statement(fund, middle, end)
    assert told.opening == Standing(500_000, 0, 0, 0, 500_000)
    assert told.moved == {
        "earmark": 30_000,
        "payment": 29_000,
        "void": 1_000,
        "overrun": 12,
        "correction_of_payment": 1_000,
    }
    assert told.closing == Standing(500_000, 0, 28_012, 12, 472_000)
    view = await fund.balance()
    assert (view.available_cents, view.spent_cents, view.overrun_cents, view.received_cents) == (
        told.closing.available,
        told.closing.spent,
        told.closing.overrun,
        told.closing.received,
    )


async def test_who_reads_books(fund: Fund) -> None:
    """POL-03, FND-09: the fund's own administrators and auditors; nobody else, and nobody another fund's."""
    now = fund.store.clock.now() + timedelta(days=1)
    auditor = await fund.network.auditor_of(fund.organisation)
    elsewhere = await fund.network.member(await fund.network.organisation("audit"), Role.AUDITOR)
    stranger = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    seen: list[object] = []
    for member, asked in (
        (auditor, fund.organisation),
        (auditor, None),
        (auditor, UUID(int=9)),
        (elsewhere, fund.organisation),
        (stranger, fund.organisation),
        (fund.pivot, fund.organisation),
    ):
        async with fund.store.reading(member) as session:
            found = await trial_balance(session, asked, now)
            seen.append(found.reason if isinstance(found, Refused) else found.debits_cents)
    assert seen == [500_000, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_ALLOWED]
    async with fund.store.reading(stranger) as session:
        assert await entries(session, Asked(fund.organisation, NOW - timedelta(days=99), now), 9) == []
        assert (
            await session.connection.fetch(
                "SELECT * FROM relais.books_before($1, $2)", fund.organisation, now
            )
            == []
        )


async def test_the_ledger_as_a_file(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    """FND-09, CNF-11: a program reads it back; debits equal credits and the trial balance; pages join without loss; no
    request, line or case is in it."""
    monkeypatch.setattr("service.fund.books.export.PAGE", 2)
    await fund.new_envelope(1_000, name='Dons, "petits"', funder="=SOMME(A1)")
    intent = await paid(fund, 10_000, 9_000)
    asked = Asked(fund.organisation, NOW - timedelta(days=99), NOW + timedelta(days=99))
    text = "".join([part async for part in general_ledger(fund.store, fund.first, asked, "fr")])
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    found = list(csv.DictReader(io.StringIO(text)))
    debits, credits = (
        sum(round(float(row[side] or 0) * 100) for row in found) for side in ("Débit", "Crédit")
    )
    assert debits == credits == (await _books(fund, asked.before)).debits_cents == 510_000
    assert len(found) == 6
    assert {row["Nom du compte"] for row in found} >= {"Bailleur : =SOMME(A1)", 'Enveloppe : Dons, "petits"'}
    assert str(intent["line_id"]) not in text
    assert "R-" not in text
