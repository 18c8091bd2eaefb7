"""A case erased: unreadable wherever it stood, while the ledger, the financial records and the proofs still verify."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from service.cases.surroundings import Exclude, exclude
from service.keys.erasures import FILE_NAME
from service.keys.local import LocalKeyring
from service.partners.actor import Actor, job_of
from service.refusals import Refused
from service.retention.commands import BeginErasure, begin_erasure
from service.store.session import UnitOfWork
from service.trail.notes import SigningKey
from service.trail.sequencer import Sequencer
from service.trail.verifying.verify import verify
from tests.service.retention.conftest import Erasing
from tests.service.trail.conftest import owner, settled

__all__ = ["owner"]

MONTHS = timedelta(days=31)
KEY = SigningKey("relais.example/trail", bytes(range(32)))


async def fill(erasing: Erasing) -> tuple[str, str]:
    """Something of everything: a bed asked for, money, a colleague elsewhere, a place kept away."""
    circle = erasing.circle
    asked = (await circle.refer()).json()["id"]
    money = (await circle.ask()).json()["id"]
    assert (await circle.exclude("city", "Canariville")).status_code == 201
    for organisation in (circle.partner, circle.house.organisation_id):
        await circle.agree("share_with_organisation", organisation)
    assert (await circle.name()).is_success
    assert (await circle.share(asked)).is_success
    return asked, money


async def settle(erasing: Erasing, asked: str, money: str) -> None:
    """Neither a bed nor money is promised any more."""
    for path in (f"/referrals/{asked}/withdraw", f"/requests/{money}/withdraw"):
        answer = await erasing.circle.town.post(erasing.circle.pivot, path)
        assert answer.is_success, answer.text


async def test_a_case_is_gone_and_the_rest_still_verifies(
    erasing: Erasing, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """CNF-11, FND-09: nothing of it opens in tables or trail, its code and exclusions are nowhere, nobody's age is read
    any more; transfers, proofs and every invariant hold as before."""
    circle, clock = erasing.circle, erasing.circle.town.clock
    code = await erasing.db.fetchval("SELECT code FROM cases WHERE id = $1", circle.case)
    asked, money = await fill(erasing)
    transfers = await erasing.db.fetch("SELECT * FROM transfers ORDER BY key")
    assert await erasing.ask() == "erasure_open_referral"
    await settle(erasing, asked, money)
    sequencer = Sequencer(erasing.workers, KEY, clock)
    await settled(erasing.db)
    await sequencer.tick()
    before = await verify(owner, keyring, KEY.public)
    assert before.ok

    await erasing.ordered()
    gone = await circle.town.get(circle.pivot, f"/cases/{circle.case}")
    assert gone.status_code == 404  # from the signature on, before any key is destroyed
    assert await erasing.tick() == (0, 1)

    # The identifier is left where it names nothing: in the trail's columns, the vault, the registers.
    assert set(await erasing.left()) <= {"events", "vault.data_keys", "proposals", "erasures", "tellings"}
    everything = await whole(erasing.db)
    assert code not in everything
    assert "Canariville" not in everything
    party = await erasing.db.fetchval("SELECT party::text FROM referrals WHERE id = $1", asked)
    assert "woman" not in party
    assert await erasing.db.fetchval(
        "SELECT count(*) = 0 FROM vault.data_keys WHERE root = 'care' AND wrapped IS NOT NULL"
        " AND subject = ANY ($1::uuid[])",
        [circle.case, asked, money],
    )
    await settled(erasing.db)
    await sequencer.tick()
    after = await verify(owner, LocalKeyring(keyring.roots), KEY.public)
    assert after.ok, after.wrong
    assert after.seen.leaves > before.seen.leaves > after.seen.opened
    assert (await erasing.db.fetch("SELECT * FROM transfers ORDER BY key"))[: len(transfers)] == transfers
    assert await erasing.wrong() == []
    assert [entry.subject for entry in erasing.register.entries()] == [circle.case]
    assert code not in (erasing.register.path.parent / FILE_NAME).read_text()


async def whole(db: asyncpg.Connection) -> str:
    """Every row of every table."""
    tables = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    texts = [await db.fetchval(f"SELECT string_agg(t::text, ' ') FROM {row[0]} t") for row in tables]
    return " ".join(text or "" for text in texts)


async def test_nobody_orders_it_alone(erasing: Erasing) -> None:
    """CNF-11: one of the two proposes, the other signs; somebody who does not accompany the case does neither."""
    circle = erasing.circle
    assert await erasing.ask(circle.colleague) == "not_found"
    assert await erasing.ask(circle.co_pivot) == "not_found"
    proposal = await erasing.ask()
    assert await erasing.sign(proposal, circle.pivot) == "another_person_signs"
    assert await erasing.sign(proposal, circle.colleague) == "not_allowed"
    assert await erasing.sign(proposal, circle.co_pivot) == "not_found"
    assert await erasing.tick() == (0, 0)
    assert (await circle.town.get(circle.pivot, f"/cases/{circle.case}")).status_code == 200
    assert await erasing.sign(proposal, circle.backup) == "signed"


async def test_what_stands_in_the_way_is_said_one_after_the_other(erasing: Erasing) -> None:
    """CNF-11: an open referral, a current stay, money not paid; the case goes on meanwhile, also for time."""
    circle, town = erasing.circle, erasing.circle.town
    asked, _ = await fill(erasing)
    assert await erasing.ask() == "erasure_open_referral"
    for path in ("confirm", "arrival"):
        assert (await town.post(circle.house.desk, f"/referrals/{asked}/{path}")).is_success
    assert await erasing.ask() == "erasure_current_stay"
    stay = await erasing.db.fetchval("SELECT id FROM claims WHERE kind = 'stay' AND state = 'live'")
    assert (await town.post(circle.house.desk, f"/stays/{stay}/departure")).is_success
    assert await erasing.ask() == "erasure_unpaid_promise"
    town.clock.advance(MONTHS * 25)
    assert await erasing.tick() == (0, 0)


async def test_a_promise_made_after_the_proposal_stops_the_signature(erasing: Erasing) -> None:
    """CNF-11: what stands in the way is looked at once more when the second person signs."""
    proposal = await erasing.ask()
    asked, _ = await fill(erasing)
    assert await erasing.sign(proposal, erasing.circle.backup) == "erasure_open_referral"
    assert (await erasing.circle.town.get(erasing.circle.pivot, f"/referrals/{asked}")).status_code == 200


async def test_time_erases_what_nobody_touched(erasing: Erasing) -> None:
    """CNF-11: after 24 months without activity, not a day before; late is the same as in time, and twice is once."""
    clock = erasing.circle.town.clock
    last = await erasing.db.fetchval("SELECT last_activity_at FROM cases")
    due = await erasing.db.fetchval("SELECT $1::timestamptz + interval '24 months'", last)
    clock.set(due - timedelta(seconds=1))
    assert await erasing.tick() == (0, 0)
    attempts = "SELECT count(*) FROM events WHERE name = 'attempt.refused'"
    assert await erasing.db.fetchval(attempts) == 0  # what is not due is not even tried
    job, wish = job_of(erasing.circle.fund.pivots), BeginErasure("case", erasing.circle.case)
    early = await erasing.store.run(begin_erasure, job, wish)
    assert isinstance(early, Refused)
    assert early.reason.code == "erasure_not_due"
    clock.set(due + timedelta(days=9))
    assert await erasing.tick() == (1, 1)
    assert await erasing.tick() == (0, 0)
    assert await erasing.db.fetchval("SELECT count(*) FROM cases") == 0
    assert await erasing.db.fetchval("SELECT why FROM erasures") == "period"


async def test_an_erasure_races_new_writes(erasing: Erasing) -> None:
    """CNF-11: of an exclusion and an erasure at the same moment one comes first; whoever comes second finds the case
    gone, or its new row goes with it. Nothing of it stays, nothing fails otherwise."""
    circle, store = erasing.circle, erasing.store
    proposal = await erasing.ask()

    async def write(number: int) -> object:
        return await store.run(exclude, circle.pivot, Exclude(circle.case, "city", f"Canary {number}"))

    async def erase() -> object:
        assert await erasing.sign(proposal, circle.backup) == "signed"
        return await erasing.tick()

    *written, erased = await asyncio.gather(*(write(number) for number in range(12)), erase())
    assert erased == (0, 1)
    refused = {answer.reason.code for answer in written if isinstance(answer, Refused)}
    assert refused <= {"not_found"}
    assert isinstance(await write(99), Refused)
    assert await erasing.db.fetchval("SELECT count(*) FROM exclusions") == 0
    assert await erasing.wrong() == []


async def test_a_writer_whom_the_whole_erasure_overtakes_finds_nothing(erasing: Erasing) -> None:
    """CNF-11: allowed while the case was there, writing when it is hidden or gone: looked at again, it is not there."""
    circle = erasing.circle
    wish = Exclude(circle.case, "city", "Canariville")

    async def overtaken(uow: UnitOfWork, actor: Actor, wish: Exclude) -> Any:
        if await erasing.db.fetchval("SELECT count(*) FROM erasures") == 0:
            await erasing.ordered()
            assert await erasing.tick() == (0, 1)
        return await exclude.body(uow, actor, wish)

    answer = await erasing.store.run(replace(exclude, body=overtaken), circle.pivot, wish)
    assert isinstance(answer, Refused)
    assert answer.reason.code == "not_found"
    assert await erasing.db.fetchval("SELECT count(*) FROM exclusions") == 0


async def test_two_replicas_erase_once(erasing: Erasing) -> None:
    """CNF-11: two job replicas at the same moment: one line in the register, one event that says it is done."""
    await erasing.ordered()
    done = await asyncio.gather(*(erasing.tick() for _ in range(4)))
    assert sum(each[1] for each in done) == 1
    assert erasing.register.verify() == 1
    assert await erasing.db.fetchval("SELECT count(*) FROM events WHERE name = 'retention.erasure_done'") == 1


async def test_a_register_that_cannot_be_written_stops_the_erasure(erasing: Erasing) -> None:
    """CNF-11: no key is destroyed before the line stands outside; the case is hidden meanwhile, and the next tick goes
    on."""
    await erasing.ordered()
    folder = erasing.register.path.parent
    folder.write_text("in the way")
    with pytest.raises(ExceptionGroup):
        await erasing.tick()
    assert await erasing.db.fetchval("SELECT count(*) FROM cases") == 1
    assert await erasing.db.fetchval("SELECT count(*) FROM vault.data_keys WHERE wrapped IS NULL") == 0
    folder.unlink()
    assert await erasing.tick() == (0, 1)


async def test_nothing_else_removes_what_was_written_to_stay(erasing: Erasing) -> None:
    """CNF-01, CNF-11: a consent, a sharing, a duty report leave by an erasure alone: not by the application, nor by the
    owner of the schema with every right."""
    await fill(erasing)
    for table in ("consents", "sharings", "case_occasions", "shares"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await erasing.db.execute(f"DELETE FROM {table}")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await erasing.db.execute("UPDATE referrals SET party = '{}'")
