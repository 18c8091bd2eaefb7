"""`relais check` says what is wrong with erasures: each invariant seen broken once by the owner's hand."""

from uuid import uuid4

import pytest

from service.checks import run_check
from service.clock import SetClock
from service.retention.checks import CHECKS
from service.store.store import Store
from tests.network import Network
from tests.service.partners.town import build

_KEY = (
    "INSERT INTO vault.data_keys (root, subject, root_key_id, wrapped) VALUES ('care', $1, 'care-1', '\\x00')"
)
_DONE = (
    "INSERT INTO erasures (kind, subject, why, begun_at, done_at, keys) "
    "VALUES ('case', $1, 'period', now(), now(), 0)"
)
BROKEN = (
    (_KEY, _DONE),
    ("UPDATE cases SET erasing_at = now() WHERE id <> $1",),
    (
        "INSERT INTO proposals (id, organisation_id, kind, subject, content, was, proposed_by, proposed_from,"
        " proposed_at, lapses_at) SELECT $1, organisation_id, 'erasure', $1, '{}', '{}', id, organisation_id,"
        " now(), now() + '1 day' FROM members LIMIT 1",
        "INSERT INTO erasures (kind, subject, why, proposal_id, begun_at) VALUES ('case', $1, 'asked', $1, now())",
    ),
    ("INSERT INTO retention_periods VALUES ('case', 1, 3, $1, now())",),
)


@pytest.mark.parametrize("number", range(len(CHECKS)), ids=lambda n: CHECKS[n].name[:30])
async def test_each_invariant_can_be_broken(
    store: Store, network: Network, clock: SetClock, number: int
) -> None:
    """CNF-11: a key that outlived its erasure, a hidden case, one person's order, a period out of bounds."""
    town = await build(store, network, clock)
    assert (await run_check(town.owner, CHECKS[number], clock.now())).ok
    subject = uuid4()
    await town.owner.execute("SET session_replication_role = replica")
    for statement in BROKEN[number]:
        await town.owner.execute(statement, subject)
    await town.owner.execute("RESET session_replication_role")
    assert not (await run_check(town.owner, CHECKS[number], clock.now())).ok
