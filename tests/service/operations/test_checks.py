"""Every invariant of the room holds after a full story, and each one names the row that breaks it."""

from collections.abc import AsyncIterator
from datetime import datetime

import asyncpg
import pytest

from service.checks import Check, run_check
from service.clock import SetClock
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.checks import CHECKS
from service.operations.holds.making import Held
from service.operations.holds.queries import pivot_arrivals
from service.operations.holds.steps import AnswerAsPivot, NamePivot, answer_as_pivot, name_pivot
from service.operations.parties.rules import Counted, Party
from service.store.store import Store
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import Stage

BY_NAME = {check.name: check for check in CHECKS}


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


@pytest.fixture
async def story(stage: Stage, store: Store, now: datetime) -> AsyncIterator[Held]:
    """Labels, a family, one alone, requests, and an arrival; the triggers come back after the test."""
    family = Party((Counted("woman", "25+", 1), Counted("man", "18-20", 1)), keep_together=True, label="A")
    found = await held(store, stage.investigator, hold(now, men(2, "A"), family, men(3, "B"), men(2)))
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    async with store.reading(stage.pivot) as session:
        arrivals = await pivot_arrivals(session, found.id)
    assert arrivals
    await store.run(record_arrival, stage.pivot, RecordArrival(arrivals[0].place_id))
    yield found
    await stage.superuser.execute("RESET session_replication_role")


async def wrong(db: asyncpg.Connection, check: Check, now: datetime) -> list[str]:
    return (await run_check(db, check, now)).wrong


async def test_a_full_story_breaks_nothing(stage: Stage, story: Held, now: datetime) -> None:
    """OPS-07, OPS-09, OPS-02, OPS-14: and each check has looked at something."""
    found = [await run_check(stage.superuser, check, now) for check in CHECKS]
    assert [(each.name, each.wrong) for each in found if not each.ok] == []
    idle = {
        "nobody is held by a house that did not take them in at its door",
        "a request accepts no more places than it asked for, and every place of it is the operation's",
    }
    assert {each.name for each in found if not each.looked_at} <= idle


BREAKS = {
    "people kept apart are in different shelters, but for overrides and families": """
        UPDATE places SET label = 'B' WHERE label IS NULL AND family IS NULL
        """,
    "whoever is to be alone has no other place of the operation in the shelter": "UPDATE places SET alone = true",
    "a place or a family holds one bed at most": """
        UPDATE places SET family = '00000000-0000-0000-0000-000000000001' WHERE label = 'B'
        """,
    "an agreement never holds more than its places": "UPDATE bed_agreements SET places = 1",
    "nobody arrived before a pivot organisation had accepted": "UPDATE operations SET pivot_accepted_at = NULL",
    "an operation expects as many people as it has places": "UPDATE operations SET expected = expected - 1",
    "a closed or cancelled operation holds nothing for anybody who has not come": """
        UPDATE operations SET state = 'cancelled', closed_at = now()
        """,
    "an operation's beds are held in its own service's name, or in its pivot's": """
        UPDATE claims SET holder_organisation_id = gen_random_uuid()
        """,
    "nobody is held by a house that did not take them in at its door": """
        INSERT INTO door_refusals (id, operation_id, place_id, shelter_key, code, refused_by, refused_at)
        SELECT gen_random_uuid(), p.operation_id, p.id, c.shelter_key, 'other', gen_random_uuid(), now()
        FROM claims c JOIN places p ON p.id = c.place_id
        """,
    "no place is held beyond the window of its operation": """
        UPDATE operations SET window_ends_at = window_ends_at - interval '1 minute'
        """,
    "nobody who has arrived is expected still": """
        UPDATE places SET arrived_at = now() WHERE arrived_at IS NULL
        """,
    "a request accepts no more places than it asked for, and every place of it is the operation's": """
        INSERT INTO operation_requests (id, code, operation_id, shelter_organisation_id, shelter_key, places, asked_at,
            answer_by)
        SELECT gen_random_uuid(), '7F3K', o.id, s.organisation_id, s.key, 1, now(), now() FROM operations o, shelters s
        LIMIT 1
        """,
}


@pytest.mark.parametrize("name", BY_NAME)
async def test_each_check_names_what_breaks_it(stage: Stage, story: Held, now: datetime, name: str) -> None:
    """OPS-07 and the others: a row altered by hand, past every trigger, is seen."""
    assert await wrong(stage.superuser, BY_NAME[name], now) == []
    await stage.superuser.execute(f"SET session_replication_role = replica; {BREAKS[name]}")
    assert await wrong(stage.superuser, BY_NAME[name], now) != []
