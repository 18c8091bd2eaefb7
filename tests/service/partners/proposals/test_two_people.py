"""Every kind of setting: in force by two people, by nobody alone, and by no statement of the application."""

import asyncio
from datetime import timedelta
from typing import get_args
from uuid import UUID

import asyncpg
import pytest

from service.partners.actor import Role
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, Withdraw, propose, sign, withdraw
from service.partners.proposals.queries import proposals
from service.partners.proposals.rules import LAPSES_AFTER, Kind
from service.refusals import STEP_UP_NEEDED, Refused
from service.store.store import Store
from tests.service.partners.proposals.changes import CHANGES, Change
from tests.service.partners.town import Town, got, why

KINDS = pytest.mark.parametrize("kind", CHANGES)
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.IntegrityConstraintViolationError)


async def in_force(town: Town, change: Change) -> bool:
    """Whether the owner of the schema sees the change."""
    return bool(await town.owner.fetchval(change.seen))


def test_every_kind_is_tried_here() -> None:
    """A new kind of setting brings its line, or it does not pass."""
    assert set(CHANGES) == set(get_args(Kind))


@KINDS
async def test_two_people_put_it_in_force(town: Town, kind: str) -> None:
    """Design section 7: one proposes and nothing changes; another signs and it is in force, once."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    assert not await in_force(town, change)
    assert got(await town.run(sign, second, Sign(made.id))).kind == kind
    assert await in_force(town, change)
    assert why(await town.run(sign, second, Sign(made.id))) == "proposal_decided"


@KINDS
async def test_nobody_signs_alone(town: Town, kind: str) -> None:
    """FND-10: not the proposer, and not the proposer in a second session either."""
    change = CHANGES[kind]
    first, _ = change.pair(town)
    one, other = await town.session(first), await town.session(first)
    made = await town.proposed(one, change.wish(town))
    assert why(await town.run(sign, other, Sign(made.id))) == "another_person_signs"
    async with town.application(first) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetch("SELECT * FROM relais.put_in_force($1)", made.id)
    assert caught.value.constraint_name == "proposals_two_people"
    assert not await in_force(town, change)


@KINDS
async def test_two_signatures_at_once_are_one(town: Town, kind: str) -> None:
    """Two sign in the same moment: it is in force once, and the other one hears that it is decided."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    third = change.third(town)
    if third == second:
        third = await town.network.member(town.fund, Role.FUND_ADMINISTRATOR)
    made = await town.proposed(first, change.wish(town))
    answers = await asyncio.gather(*(town.run(sign, by, Sign(made.id)) for by in (second, third)))
    assert sorted(why(a) if isinstance(a, Refused) else "signed" for a in answers) == [
        "proposal_decided",
        "signed",
    ]
    assert await in_force(town, change)


@KINDS
async def test_a_role_removed_meanwhile_signs_nothing(town: Town, kind: str) -> None:
    """POL-04: the signer's roles are looked at in the moment of the signature."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    await lose_roles(town, second)
    assert why(await town.run(sign, second, Sign(made.id))) == "not_allowed"
    async with town.application(second) as app:
        assert await app.fetch("SELECT * FROM relais.put_in_force($1)", made.id) == []
    assert not await in_force(town, change)


@KINDS
async def test_a_proposer_who_may_no_longer_puts_nothing_in_force(town: Town, kind: str) -> None:
    """POL-04: what somebody proposed before they lost the right is nobody's to sign."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    await lose_roles(town, first)
    assert why(await town.run(sign, second, Sign(made.id))) == "proposer_may_no_longer"
    assert not await in_force(town, change)


async def lose_roles(town: Town, member: UUID) -> None:
    """Every role but that of a front desk is gone, whatever the organisation's kind."""
    await town.owner.execute("SET session_replication_role = replica")
    await town.owner.execute("UPDATE members SET roles = '{front_desk}' WHERE id = $1", member)
    await town.owner.execute("RESET session_replication_role")


@KINDS
async def test_a_stranger_finds_nothing_to_sign(town: Town, kind: str) -> None:
    """What is not theirs answers like what is not there."""
    change = CHANGES[kind]
    first, _ = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    elsewhere = await town.network.member(town.far, Role.PIVOT_WORKER)
    assert why(await town.run(sign, elsewhere, Sign(made.id))) == "not_found"
    assert why(await town.run(sign, elsewhere, Sign(made.subject))) == "not_found"
    assert why(await town.run(sign, town.desk, Sign(made.id))) == "not_allowed"
    async with town.store.reading(elsewhere) as session:
        assert got(await proposals(session, only_open=False)) == []


@KINDS
async def test_a_proposal_is_signed_as_it_stands(town: Town, kind: str) -> None:
    """Not even the owner alters one, open or decided; the application has no right to."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    for alteration in (
        "UPDATE proposals SET content = content || '{\"up_to_cents\": 1}'",
        "UPDATE proposals SET was = '{\"x\": 1}'",
        "UPDATE proposals SET proposed_by = gen_random_uuid()",
        "DELETE FROM proposals",
        "TRUNCATE proposals CASCADE",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await town.owner.execute(alteration)
    got(await town.run(sign, second, Sign(made.id)))
    for alteration in (
        "UPDATE proposals SET state = 'open', signed_by = NULL, signed_at = NULL",
        "UPDATE proposals SET signed_at = signed_at + interval '1 day'",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await town.owner.execute(alteration)


@KINDS
async def test_after_a_week_it_has_lapsed(town: Town, kind: str) -> None:
    """The deadline is data: no job has looked, and it is over all the same."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    town.clock.advance(LAPSES_AFTER - timedelta(seconds=1))
    async with town.store.reading(second) as session:
        seen = [each for each in got(await proposals(session)) if each.id == made.id]
    assert [(each.state, each.may_sign) for each in seen] == [("open", True)]
    town.clock.advance(timedelta(seconds=1))
    async with town.store.reading(second) as session:
        assert [each for each in got(await proposals(session)) if each.id == made.id] == []
        closed = [each for each in got(await proposals(session, only_open=False)) if each.id == made.id]
    assert [(each.state, each.may_sign) for each in closed] == [("lapsed", False)]
    assert why(await town.run(sign, second, Sign(made.id))) == "proposal_lapsed"
    assert not await in_force(town, change)


@KINDS
async def test_only_the_proposer_withdraws(town: Town, kind: str) -> None:
    """Taken back, it is not signed any more; a colleague cannot take it back."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    assert why(await town.run(withdraw, second, Withdraw(made.id))) == "not_found"
    got(await town.run(withdraw, first, Withdraw(made.id)))
    assert why(await town.run(sign, second, Sign(made.id))) == "proposal_decided"
    assert why(await town.run(withdraw, first, Withdraw(made.id))) == "proposal_decided"
    assert not await in_force(town, change)


@KINDS
async def test_whoever_proves_nothing_settles_nothing(town: Town, plain_store: Store, kind: str) -> None:
    """ASVS 7.5.3: proposing and signing each ask for a fresh proof, and leave nothing without it."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    assert why(await plain_store.run(propose, first, change.wish(town))) == STEP_UP_NEEDED.code
    assert await town.owner.fetchval("SELECT count(*) FROM proposals") == 0
    made = await town.proposed(first, change.wish(town))
    assert why(await plain_store.run(sign, second, Sign(made.id))) == STEP_UP_NEEDED.code
    assert not await in_force(town, change)


CHANGED_MEANWHILE = {
    "access": "UPDATE members SET ends_on = ends_on - 1 WHERE roles = '{front_desk}'",
    "network_police": "UPDATE networks SET police_members = 'none' WHERE id = $1",
    "police_budget": "UPDATE networks SET questions_a_day = 39 WHERE id = $1",
    "accreditation": "UPDATE organisations SET accredited_until = '2030-01-01' WHERE id = $1",
    "network_join": "INSERT INTO network_members SELECT $2, $1",
    "network_leave": "DELETE FROM network_members WHERE organisation_id = $1",
    "approver_limit": "INSERT INTO approver_limits SELECT id, organisation_id, 1 FROM members WHERE id = $1",
    "rail": "INSERT INTO fund_rails VALUES ($1, 'stripe_connect', false)",
}


@pytest.mark.parametrize("kind", CHANGED_MEANWHILE)
async def test_what_has_changed_since_is_proposed_anew(town: Town, kind: str) -> None:
    """Nobody signs a change of something that is no longer what they were shown."""
    change = CHANGES[kind]
    first, second = change.pair(town)
    made = await town.proposed(first, change.wish(town))
    statement = CHANGED_MEANWHILE[kind]
    values = [made.subject, town.far_network][: 2 if "$2" in statement else "$1" in statement]
    await town.owner.execute(statement, *values)
    assert why(await town.run(sign, second, Sign(made.id))) == "proposal_outdated"
    assert await town.owner.fetchval("SELECT state FROM proposals") == "open"


async def test_two_changes_of_one_thing_are_one(town: Town) -> None:
    """Two proposals about one member, signed at once: the second waits, and finds that it is no longer what it was."""
    ends = [town.today + timedelta(days=days) for days in (100, 200)]
    wishes = [rules.access(town.desk, rules.Access((Role.FRONT_DESK,), end)) for end in ends]
    made = [await town.proposed(town.keepers[0], wish) for wish in wishes]
    sign_it = "SELECT count(*) FROM relais.put_in_force($1)"
    async with town.application(town.keepers[1]) as first, town.application(town.keepers[2]) as second:
        assert await first.fetchval(sign_it, made[0].id) == 1
        late = asyncio.create_task(second.fetchval(sign_it, made[1].id))
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1"
        while not await town.owner.fetchval(waiting, f"{sign_it}%"):
            assert not late.done()
        await first.execute("COMMIT")
        await first.execute("BEGIN")
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await late
    assert caught.value.constraint_name == "proposals_changed_meanwhile"
    assert await town.owner.fetchval("SELECT ends_on FROM members WHERE id = $1", town.desk) == ends[0]


DIRECT = (
    "INSERT INTO proposals (organisation_id, kind, subject, content, was, proposed_by, proposed_from, proposed_at, "
    "lapses_at) VALUES (relais.organisation(), 'rail', relais.organisation(), '{}', '{}', relais.member(), "
    "relais.organisation(), relais.now(), relais.now() + interval '1 day')",
    "UPDATE proposals SET state = 'in_force'",
    "DELETE FROM proposals",
    "SELECT * FROM proposals",
    "INSERT INTO members (organisation_id, email, roles, ends_on) "
    "VALUES (relais.organisation(), 'x@x', '{auditor}', '2030-01-01')",
    "UPDATE members SET roles = '{auditor}'",
    "UPDATE members SET ends_on = ends_on + 1",
    "UPDATE members SET supervisor_id = NULL",
    "UPDATE members SET left_at = NULL",
    "DELETE FROM members",
    "INSERT INTO invitations (id, organisation_id, email, roles, language, ends_on, invited_at, expires_at) "
    "VALUES (gen_random_uuid(), relais.organisation(), 'x@x', '{auditor}', 'fr', '2030-01-01', relais.now(), "
    "relais.now())",
    "UPDATE invitations SET secret_digest = sha256('x')",
    "SELECT secret_digest FROM invitations",
    "INSERT INTO organisations (name, kind) VALUES ('x', 'fund')",
    "UPDATE organisations SET accredited_until = NULL",
    "INSERT INTO networks (name, structure) VALUES ('x', 'open')",
    "UPDATE networks SET police_members = 'hold_only'",
    "UPDATE networks SET minimum_sites = 1, questions_a_day = 200",
    "INSERT INTO network_members VALUES (gen_random_uuid(), relais.organisation())",
    "DELETE FROM network_members",
    "INSERT INTO approver_limits VALUES (relais.member(), relais.organisation(), 1)",
    "UPDATE approver_limits SET up_to_cents = 100000000",
    "DELETE FROM approver_limits",
    "INSERT INTO fund_rails VALUES (relais.organisation(), 'manual_cash', false)",
    "UPDATE fund_rails SET active = true",
    "INSERT INTO payees (organisation_id, code, name, rail, proposed_by, proposed_at) "
    "VALUES (relais.organisation(), 'P-2222', 'x', 'manual_cash', relais.member(), relais.now())",
    "UPDATE payees SET account = 'acct_1'",
    "UPDATE payees SET usable_from = relais.now(), confirmed_by = relais.member()",
    "INSERT INTO root_rotations VALUES (gen_random_uuid(), 'care', relais.now())",
    "INSERT INTO retention_periods VALUES ('case', 1, 12, gen_random_uuid(), relais.now())",
    "UPDATE cases SET erasing_at = relais.now()",
    "SELECT relais.begin_case_erasure(relais.member(), relais.member())",
    "SELECT relais.erase('case', relais.member())",
    "SELECT vault.erase('care', relais.member())",
    "UPDATE policies SET in_force_from = relais.now()",
    "SELECT relais.apply_setting(p) FROM proposals p",
    "SELECT relais.hand_over(relais.member())",
    "SELECT relais.refuse_setting('x', 'x')",
)


@pytest.mark.parametrize("statement", DIRECT)
async def test_the_application_writes_no_setting(town: Town, statement: str) -> None:
    """Whatever the role of the member it acts for: PostgreSQL refuses it for want of a right."""
    for member in (town.payers[0], town.admins[0], town.keepers[0]):
        async with town.application(member) as app:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.execute(statement)


async def test_a_guessed_proposal_leaves_nothing_to_the_application(town: Town) -> None:
    """`relais.propose` takes the caller's word for nothing but what is asked: a fund's rail is not another fund's."""
    other = await town.network.organisation("fund")
    content = {"rail": "manual_cash", "active": False}
    for organisation, subject in ((other, other), (town.fund, other), (other, town.fund)):
        async with town.application(town.payers[0]) as app:
            made = await app.fetch(
                "SELECT * FROM relais.propose('rail', $1, $2, $3, relais.now() + interval '1 day')",
                organisation,
                subject,
                content,
            )
        assert made == []


async def test_a_network_is_not_settled_in_anothers_name(town: Town) -> None:
    """Whose setting it is said to be decides who sees it: of a network's, it is the proposer's own organisation."""
    content = {"minimum_sites": 5, "questions_a_day": 12}
    for organisation, made in ((town.net, 1), (town.fund, 0), (town.far, 0)):
        async with town.application(town.admins[0]) as app:
            found = await app.fetch(
                "SELECT * FROM relais.propose('police_budget', $1, $2, $3, relais.now() + interval '1 day')",
                organisation,
                town.network_id,
                content,
            )
        assert len(found) == made
