"""Which version judges: at any instant, in any region, and when it takes effect between two steps of one request."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.fund.policy.commands import ProposePolicy, SignPolicy, propose_policy, sign_policy
from service.fund.policy.document.categories import CategoryRule
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.sections import Automatic, Band, SelfIssue
from service.fund.policy.queries import in_force, versions
from service.fund.policy.simulating.past import simulated
from service.fund.policy.simulating.replay import CHECKS
from service.fund.requests.lines import NewLine
from service.fund.requests.queries import RequestView, request_of
from service.partners.proposals.rules import LAPSES_AFTER
from service.refusals import Refused
from tests.service.fund.conftest import Fund, a_policy, got, with_policy
from tests.service.fund.policy.twin import Version, in_force_at
from tests.service.fund.test_checks import wrong

A_DAY = timedelta(days=1)
STRICT = (Band(1, 10_000), Band(2))


def code_of(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason.code


def tomorrow(fund: Fund) -> date:
    return (fund.store.clock.now() + A_DAY).date()


async def stricter(fund: Fund, **changes: Any) -> UUID:
    """Version 2, signed by two: from tomorrow on, two people above 100 dollars."""
    policy = a_policy(**{"version": 2, "in_force_from": tomorrow(fund), "bands": STRICT, **changes})
    return await with_policy(fund.store, fund.first, fund.second, policy)


async def seen(fund: Fund, request: UUID) -> RequestView:
    async with fund.store.reading(fund.first) as session:
        found = await request_of(session, request, "en")
    assert found is not None
    return found


async def judged_by(fund: Fund, request: UUID) -> list[int]:
    """The versions of a request's decisions, in order; each is the one that its row names."""
    rows = await fund.network.superuser.fetch(
        """
        SELECT p.version, CAST(d.answer ->> 'policy_version' AS integer) AS said
        FROM decisions d JOIN policies p ON p.id = d.policy_id WHERE d.request_id = $1 ORDER BY d.made_at, d.id
        """,
        request,
    )
    assert all(row["version"] == row["said"] for row in rows)
    return [row["version"] for row in rows]


async def test_a_version_that_takes_effect_between_asking_and_deciding(fund: Fund, clock: SetClock) -> None:
    """ELG-08: asked under version 1, judged under version 2, which whoever decides is told; the past stays as it is."""
    food = await fund.ask(NewLine("food", 20_000), NewLine("calling_card", 1_000))
    policy_id = await stricter(fund)
    before = await seen(fund, food.id)
    assert (before.policy_version, before.policy_change, before.signers_required) == (1, None, 1)
    clock.advance(2 * A_DAY)
    after = await seen(fund, food.id)
    assert after.policy_change is not None
    assert (after.policy_version, after.signers_required) == (2, 2)
    assert (after.policy_change.submitted_version, after.policy_change.version) == (1, 2)
    assert [(line.before.approvers, line.after.approvers) for line in after.policy_change.lines] == [(1, 2)]
    assert after.policy_change.sentence == (
        "The rules have changed since the request: version 1 then, version 2 now. Version 2 judges. "
        "Lines that go another way: 1."
    )
    signed = got(await fund.approve(fund.first, food.id))
    assert (signed.outcome, signed.signers_required) == ("waits_for_another", 2)
    assert got(await fund.approve(fund.second, food.id)).outcome == "approved"
    assert await judged_by(fund, food.id) == [1, 2]
    async with fund.store.reading(fund.first) as session:
        shown = {each.version: each for each in got(await versions(session))}
        looked = got(await simulated(session, policy_id))
    assert {number: each.in_force for number, each in shown.items()} == {1: False, 2: True}
    assert (looked.requests, looked.changed, looked.cents) == (1, 0, 0)
    assert await wrong(fund) == []


async def test_a_version_that_takes_effect_between_two_signatures(fund: Fund, clock: SetClock) -> None:
    """ELG-08, FND-10: both sign anew; the signature under the old version counts for nothing."""
    hotel = await fund.ask(NewLine("food", 40_000))
    assert got(await fund.approve(fund.first, hotel.id)).outcome == "waits_for_another"
    await stricter(fund)
    clock.advance(2 * A_DAY)
    again = got(await fund.approve(fund.second, hotel.id))
    assert (again.outcome, again.signatures) == ("waits_for_another", 1)
    assert got(await fund.approve(fund.first, hotel.id)).outcome == "approved"
    assert await judged_by(fund, hotel.id) == [1, 2]
    assert await wrong(fund) == []


async def test_a_version_that_takes_effect_in_the_same_moment(fund: Fund) -> None:
    """ELG-08: whoever comes first, the decision stands on the version in force when it is made, and replays."""
    requests = [await fund.ask(NewLine("food", 20_000)) for _ in range(4)]
    policy = a_policy(version=2, in_force_from=date(2026, 2, 1), bands=STRICT)
    policy_id = got(await fund.store.run(propose_policy, fund.first, ProposePolicy(policy)))
    sign = fund.store.run(sign_policy, fund.second, SignPolicy(policy_id))
    await asyncio.gather(*(fund.approve(fund.first, each.id) for each in requests[:2]), sign,
                         *(fund.approve(fund.first, each.id) for each in requests[2:]))  # fmt: skip
    waiting = await fund.network.superuser.fetch(
        "SELECT p.version, d.signers_required FROM decisions d JOIN policies p ON p.id = d.policy_id"
    )
    assert len(waiting) == 4
    assert {(row["version"], row["signers_required"]) for row in waiting} <= {(1, 1), (2, 2)}
    assert await wrong(fund) == []


async def test_no_decision_stands_on_another_version(fund: Fund) -> None:
    """ELG-08: PostgreSQL itself: a decision on the version before is a lost race, not a decision."""
    food = await fund.ask(NewLine("food", 20_000))
    await stricter(fund, in_force_from=date(2026, 2, 1))
    insert = """
        INSERT INTO decisions (request_id, organisation_id, fund_organisation_id, policy_id, kind, signers_required,
            total_24h_cents, question, answer, made_by, made_at)
        SELECT r.id, r.organisation_id, r.fund_organisation_id, p.id, 'people', 2, 20000, '{}', '{}', $2, now()
        FROM fund_requests r JOIN policies p ON p.organisation_id = r.fund_organisation_id WHERE r.id = $1
          AND p.version = $3
    """
    async with fund.network.superuser.transaction():
        await fund.network.superuser.execute(
            "SELECT set_config('relais.now', $1, true)", fund.store.clock.now().isoformat()
        )
        with pytest.raises(asyncpg.SerializationError, match="another version judges now"):
            async with fund.network.superuser.transaction():
                await fund.network.superuser.execute(insert, food.id, fund.first, 1)
        await fund.network.superuser.execute(insert, food.id, fund.first, 2)


async def test_a_region_has_rules_of_its_own(fund: Fund, clock: SetClock) -> None:
    """ELG-10: Ontario by its own document, Québec by the national one; when Ontario's ends, by the national one too."""
    few = (CategoryRule(category="food", cap_cents=9_000),)
    ontario = a_policy(
        version=2,
        region="CA-ON",
        in_force_from=date(2026, 2, 1),
        in_force_until=tomorrow(fund),
        categories=few,
        self_issue=SelfIssue(0, 0, 0, 1),
        automatic=Automatic(0, 0),
    )
    await with_policy(fund.store, fund.first, fund.second, ontario)
    here = await fund.ask(NewLine("food", 9_001))
    there = await fund.ask(NewLine("food", 9_001), case=await fund.case(region="CA-QC"))
    card = await fund.try_to_ask(NewLine("calling_card", 1_000), case=await fund.case())
    assert code_of(card) == "category_not_covered"
    for request, waivers in ((here, 1), (there, 0)):
        view = await seen(fund, request.id)
        assert sum(rule.outcome == "needs_waiver" for rule in view.rules) == waivers
    assert code_of(await fund.approve(fund.first, here.id)) == "waiver_needs_reason"
    got(await fund.approve(fund.first, there.id))
    clock.advance(2 * A_DAY)
    got(await fund.approve(fund.first, here.id))
    assert (await judged_by(fund, here.id), await judged_by(fund, there.id)) == ([1], [1])
    assert await wrong(fund) == []


async def test_versions_are_in_order(fund: Fund, clock: SetClock) -> None:
    """ELG-08, ELG-10: numbers rise, a date before the version in force is never a version, a region comes second."""

    async def propose(policy: Policy, by: UUID = fund.first) -> UUID | Refused:
        return await fund.store.run(propose_policy, by, ProposePolicy(policy))

    assert code_of(await propose(a_policy())) == "policy_version_behind"
    assert code_of(await propose(a_policy(version=2, in_force_from=date(2025, 12, 31)))) == "policy_overtaken"
    assert code_of(await propose(a_policy(version=2, region="CA-BC", calendar="ZZ"))) == "policy_not_valid"
    assert code_of(await propose(a_policy(version=2, region="AU-ACT"))) == "fund_region_unknown"
    early = got(await propose(a_policy(version=2, in_force_from=date(2026, 2, 1))))
    await stricter(fund, version=3, in_force_from=date(2026, 2, 2))
    assert code_of(await fund.store.run(sign_policy, fund.second, SignPolicy(early))) == "policy_overtaken"
    late = got(await propose(a_policy(version=4, in_force_from=tomorrow(fund))))
    clock.advance(LAPSES_AFTER)
    assert code_of(await fund.store.run(sign_policy, fund.second, SignPolicy(late))) == "proposal_lapsed"
    async with fund.store.reading(fund.first) as session:
        now = await in_force(session, fund.organisation, "CA-ON")
    assert now is not None
    assert now.policy.version == 3


async def test_a_region_needs_national_rules_to_fall_back_on(fund: Fund) -> None:
    """ELG-10: a fund of its own, without any policy yet."""
    other = await fund.network.organisation("fund")
    network = fund.network
    member = await network.member(other, *(await roles(fund)))
    wish = ProposePolicy(a_policy(region="CA-QC"))
    assert code_of(await fund.store.run(propose_policy, member, wish)) == "policy_national_first"


async def roles(fund: Fund) -> list[Any]:
    from service.partners.actor import Role

    return [Role.FUND_ADMINISTRATOR]


async def test_a_policy_begins_at_midnight_where_it_holds(fund: Fund, clock: SetClock) -> None:
    """ELG-08: not at midnight in Greenwich, which is still the day before in Ontario."""
    await stricter(fund, region="CA-ON", in_force_from=date(2026, 12, 1))
    begins = await fund.network.superuser.fetchval("SELECT in_force_from FROM policies WHERE version = 2")
    assert begins == datetime(2026, 12, 1, 5, tzinfo=UTC)


MOMENTS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=6 * n) for n in range(16)]


def history(chance: Random) -> list[Version]:
    """Some versions of one fund: dated, signed, ended as it falls."""
    return [
        Version(
            number,
            region := chance.choice((None, None, "CA-QC", "CA-ON")),
            begins := chance.choice(MOMENTS[:-2]),
            chance.choice((None, begins + chance.choice((6, 18, 30)) * timedelta(hours=1)))
            if region
            else None,
            tuple(chance.choice(MOMENTS) for _ in range(chance.choice((1, 2, 2, 2, 3)))),
        )
        for number in range(1, chance.randint(2, 7))
    ]


async def kept(superuser: asyncpg.Connection, fund: UUID, told: list[Version]) -> None:
    """The same in the tables, past what commands would refuse."""
    for version in told:
        policy = await superuser.fetchval(
            """
            INSERT INTO policies (organisation_id, version, document, region, in_force_from, in_force_until,
                one_person_up_to_cents, automatic_up_to_cents, self_issue_up_to_cents, payer_differs_above_cents,
                proposed_by, proposed_at) VALUES ($1, $2, '{}', $3, $4, $5, 0, 0, 0, 0, $1, $4) RETURNING id
            """,
            *(fund, version.number, version.region, version.begins, version.ends),
        )
        await superuser.executemany(
            "INSERT INTO policy_signatures VALUES ($1, $2, gen_random_uuid(), $3)",
            [(policy, fund, when) for when in version.signed],
        )


async def test_the_version_in_force_and_its_twin_agree(fund: Fund) -> None:
    """ELG-08, ELG-10: over forty histories, at every moment, in three regions: SQL and Python name the same one."""
    superuser, chance, named = fund.network.superuser, Random(8), set()
    await superuser.execute("SET session_replication_role = replica")
    for _ in range(40):
        told, fake = history(chance), uuid4()
        await kept(superuser, fake, told)
        found = await superuser.fetch(
            """
            SELECT w.region, m.at, (SELECT f.version FROM relais.policy_in_force($1, w.region, m.at) f) AS version
            FROM unnest(ARRAY[NULL, 'CA-QC', 'CA-ON']) AS w (region), unnest($2::timestamptz[]) AS m (at)
            """,
            *(fake, MOMENTS),
        )
        for row in found:
            twin = in_force_at(told, row["region"], row["at"])
            assert row["version"] == (twin.number if twin else None), (told, row)
            named.add((row["region"], twin.region if twin else "none"))
    await superuser.execute("SET session_replication_role = DEFAULT")
    assert len(named) == 8


REPLAYS, NUMBERS, RECEIVED = (check.name for check in CHECKS)
BREAKS = [
    (
        "UPDATE policies SET document = replace(document, '\"cap_cents\":200000', '\"cap_cents\":9999')",
        {REPLAYS},
    ),
    (
        "UPDATE decisions SET question = jsonb_set(question, '{lines,0,amount_cents}', '1') WHERE kind = 'people'",
        {REPLAYS},
    ),
    ("UPDATE decisions SET question = question - 'attested'", {REPLAYS}),
    ("UPDATE decisions SET question = jsonb_set(question, '{spent,case_cents}', '5')", {REPLAYS}),
    ("UPDATE decisions SET answer = jsonb_set(answer, '{policy_version}', '2')", {REPLAYS}),
    ("UPDATE decisions SET total_24h_cents = total_24h_cents + 1", {REPLAYS}),
    ("UPDATE policies SET document = '{}'", {REPLAYS, NUMBERS}),
    ("UPDATE policies SET one_person_up_to_cents = 40000", {NUMBERS}),
    ("UPDATE policies SET region = 'CA-QC'", {NUMBERS, RECEIVED}),
]


async def test_what_a_hand_past_all_triggers_changed_does_not_replay(fund: Fund) -> None:
    """ELG-08: a policy, a question, an answer or a sum that is not what was signed is named, and nothing else is."""
    food = await fund.ask(NewLine("food", 20_000), NewLine("calling_card", 1_000))
    got(await fund.approve(fund.first, food.id))
    assert await wrong(fund) == []
    superuser = fund.network.superuser
    for statement, names in BREAKS:
        change = superuser.transaction()
        await change.start()
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(statement)
        found = {check.name for check in CHECKS if any(map(check.judge, await superuser.fetch(check.wrong)))}
        await change.rollback()
        assert found == names, statement
    assert await wrong(fund) == []
