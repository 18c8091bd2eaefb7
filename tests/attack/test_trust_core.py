"""Whoever makes what closes open something: a door that one person may shut, a consent that is over, an open tablet."""

import json
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from litestar.testing import RequestFactory
from pyotp import TOTP

from api.auth.source import source_of
from api.browser.cookies import SESSION
from api.demo.authenticator import Authenticator
from api.serving import opened
from service.clock import SetClock
from service.fund.policy.commands import ProposePolicy, SignPolicy, propose_policy, sign_policy
from service.partners.actor import Role, Seat
from service.partners.members.commands import EndAccess, TakeOverCase, end_access, take_over_case
from service.partners.members.invitations import accept_invitation, digest_of
from service.partners.members.queries import members, orphan_cases
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, sign
from service.partners.sessions.strangers import stranger_of
from service.settings import Settings, SettingsError
from service.store.store import Store
from tests.api.v1.beds.houses import WHERE, Going, confirmed, going, house, reveal, town
from tests.api.v1.conftest import Pivots, pivots
from tests.api.world import TABLET
from tests.network import Network
from tests.service.beds.town import Town as Beds
from tests.service.fund.conftest import Fund, a_policy, fund
from tests.service.partners.town import Town, build, got, why
from tests.signing import ORIGIN, Browser, invited, with_passkey

__all__ = ["confirmed", "fund", "going", "house", "pivots", "town"]


@pytest.fixture
async def settled(store: Store, network: Network, clock: SetClock) -> Town:
    """Everybody who can settle anything."""
    return await build(store, network, clock)


async def seat_in(owner: asyncpg.Connection, member: UUID, clock: SetClock, by: str) -> Seat:
    """A session in which little was shown: a PIN at a shared tablet, or the code of an invitation."""
    tablet = await owner.fetchval(TABLET, member, clock.now()) if by == "pin" else None
    session = await owner.fetchval(
        """
        INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, tablet_id, started_at, seen_at,
            idle_until, ends_at)
        SELECT m.organisation_id, m.id, $2, $3, $4, $5, $5, $6, $6 FROM members m WHERE m.id = $1 RETURNING id
        """,
        member,
        "tablet" if tablet else "browser",
        by,
        tablet,
        clock.now(),
        clock.now() + timedelta(minutes=15),
    )
    return Seat(member, session)


@pytest.mark.parametrize("by", ["pin", "invitation"])
async def test_whoever_showed_little_ends_nobodys_access(settled: Town, by: str) -> None:
    """SAF-12, POL-04: a PIN seen over a shoulder, or a code that was just accepted, closes no door of anybody's."""
    seat = await seat_in(settled.owner, settled.keepers[0], settled.clock, by)
    for member in (settled.keepers[1], settled.desk, settled.keepers[0]):
        assert why(await settled.run(end_access, seat, EndAccess(member))) == "not_allowed"
    assert await settled.owner.fetchval("SELECT count(*) FROM members WHERE left_at IS NOT NULL") == 0
    got(await settled.run(end_access, settled.keepers[0], EndAccess(settled.keepers[1])))


@pytest.mark.parametrize("by", ["pin", "invitation"])
async def test_whoever_showed_little_reads_of_nobody_else(settled: Town, by: str) -> None:
    """SAF-12, POL-03: at a shared tablet everybody is the front desk, which sees itself and no colleague's address."""
    seat = await seat_in(settled.owner, settled.keepers[0], settled.clock, by)
    async with settled.store.reading(seat) as session:
        assert [member.id for member in await members(session)] == [settled.keepers[0]]
    async with settled.store.reading(settled.keepers[0]) as session:
        assert len(await members(session)) == 4


async def test_a_curious_colleague_makes_no_case_an_orphan_to_read_it(fund: Fund) -> None:
    """CNF-04, PIV-02: who ended the accesses of a case's people does not then take it over; somebody else does."""
    case = await fund.case()
    curious, other = [await fund.network.member(fund.pivots, Role.PIVOT_WORKER) for _ in range(2)]
    for member in (fund.pivot, fund.backup):
        got(await fund.store.run(end_access, curious, EndAccess(member)))
    async with fund.store.reading(curious) as session:
        assert got(await orphan_cases(session)) == []
    assert why(await fund.store.run(take_over_case, curious, TakeOverCase(case))) == "not_found"
    async with fund.store.reading(curious) as session:
        assert await session.connection.fetchval("SELECT count(*) FROM cases") == 0
    got(await fund.store.run(take_over_case, other, TakeOverCase(case)))


async def test_who_may_no_longer_follow_a_case_is_not_shown_the_way(
    town: Beds, confirmed: Going, pivots: Pivots, network: Network
) -> None:
    """CNF-01, CNF-07, SAF-01: the consent to share with their organisation is withdrawn: no address from then on."""
    other = await network.organisation("pivot")
    await network.together(pivots.organisation, other)
    member = await network.member(other, Role.PIVOT_WORKER)
    consent = await _named(town, confirmed, pivots, member, other)
    assert (await reveal(town, member, confirmed)).json()["where"] == WHERE
    done = await town.post(pivots.pivot, f"/cases/{confirmed.case}/consents/{consent}/withdraw")
    assert done.is_success, done.text
    answer = await reveal(town, member, confirmed)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
    assert (await reveal(town, pivots.pivot, confirmed)).json()["where"] == WHERE


async def test_nor_an_organisation_that_the_case_keeps_away(
    town: Beds, confirmed: Going, pivots: Pivots, network: Network
) -> None:
    """CNF-07, SAF-04: kept away, however long they were named for."""
    other = await network.organisation("pivot")
    await network.together(pivots.organisation, other)
    member = await network.member(other, Role.PIVOT_WORKER)
    await _named(town, confirmed, pivots, member, other)
    away = {"kind": "organisation", "value": str(other)}
    assert (await town.post(pivots.pivot, f"/cases/{confirmed.case}/exclusions", away)).is_success
    assert (await reveal(town, member, confirmed)).status_code == 404


async def _named(town: Beds, confirmed: Going, pivots: Pivots, member: UUID, other: UUID) -> str:
    """A co-pivot elsewhere, for an hour; the consent to it."""
    at = f"/cases/{confirmed.case}"
    shared = {"scope": "share_with_organisation", "shared_with": str(other)}
    given = await town.post(pivots.pivot, f"{at}/consents", shared)
    until = (town.clock.now() + timedelta(hours=1)).isoformat()
    named = await town.post(pivots.pivot, f"{at}/co-pivots", {"member_id": str(member), "until": until})
    assert named.status_code == 204, named.text
    consent: str = given.json()["id"]
    return consent


async def test_an_organisation_in_no_network_is_not_taken_into_one(settled: Town) -> None:
    """AGR-01, FND-10: it stands alone on purpose; two administrators of a network do not become its own by a join."""
    alone = await settled.network.organisation("fund")
    theirs = await settled.network.member(alone, Role.FUND_ADMINISTRATOR)
    made = await settled.proposed(settled.admins[0], rules.joining(settled.network_id, alone))
    assert why(await settled.run(sign, settled.admins[1], Sign(made.id))) == "these_two_do_not_suffice"
    got(await settled.run(sign, theirs, Sign(made.id)))


async def test_an_organisation_without_people_is_taken_in_by_two_administrators(settled: Town) -> None:
    """AGR-01: where nobody can sign yet, nobody is passed over."""
    empty = await settled.network.organisation("shelter")
    made = await settled.proposed(settled.admins[0], rules.joining(settled.network_id, empty))
    got(await settled.run(sign, settled.admins[1], Sign(made.id)))


async def test_an_address_that_comes_back_elsewhere_leaves_no_case_behind(fund: Fund) -> None:
    """PIV-01, PIV-03: an access that ran out hands over its cases even when its member is invited elsewhere first."""
    case = await fund.case()
    owner, clock = fund.network.superuser, fund.store.clock
    email = await owner.fetchval(
        "UPDATE members SET ends_on = $2 WHERE id = $1 RETURNING email", fund.pivot, clock.now().date()
    )
    await invitation(owner, await fund.network.organisation("pivot"), email, clock.now(), "ABCD-EFGH")
    async with fund.store.working(stranger_of(fund.pivots)) as uow:
        got(await accept_invitation(uow, "ABCD-EFGH"))
    row = await owner.fetchrow("SELECT pivot_member_id, backup_member_id FROM cases WHERE id = $1", case)
    assert tuple(row) == (fund.backup, None)


async def invitation(
    owner: asyncpg.Connection, organisation: UUID, email: str, now: datetime, code: str
) -> None:
    """One whose letter was sent."""
    await owner.execute(
        """
        INSERT INTO invitations (id, organisation_id, email, roles, language, ends_on, invited_at, expires_at,
            secret_digest, sent_at)
        VALUES ($1, $2, $3, '{pivot_worker}', 'fr', $4, $5, $6, $7, $5)
        """,
        uuid4(),
        organisation,
        email,
        (now + timedelta(days=100)).date(),
        now,
        now + timedelta(hours=72),
        digest_of(code),
    )


async def test_whoever_signs_by_code_is_not_locked_out_by_right_ones(
    client: httpx.AsyncClient,
    plain_client: httpx.AsyncClient,
    store: Store,
    network: Network,
    clock: SetClock,
) -> None:
    """ASVS 6.3.1: five wrong codes lock; a night's signatures with right ones do not, and forgive no wrong one."""
    member = await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    phone, _ = await with_passkey(client, store, member)
    app = TOTP((await phone.post("/v1/codes")).json()["secret"])
    assert (await phone.post("/v1/codes/confirm", {"code": app.at(clock.now())})).status_code == 200
    browser = Browser(plain_client, phone.jar)
    found = []
    for guess in (None, None, None, None, None, None, "0", "1", "2", "3", None):
        clock.advance(timedelta(minutes=1))
        asked = await browser.post("/v1/recovery-codes")
        at = f"/v1/step-ups/{asked.json()['facts']['step_up']}/code"
        code = app.at(clock.now()) if guess is None else wrong(app.at(clock.now()), guess)
        found.append((await browser.post(at, {"code": code})).status_code)
    assert found == [204] * 6 + [422] * 4 + [422]


def wrong(code: str, digit: str) -> str:
    """Another code."""
    return ("1" if code[0] == "0" else "0") + code[1:5] + digit


STORY = "victime sans statut"


@pytest.mark.parametrize("page", ["/tablets", "/account/passkeys", "/welcome/passkey"])
async def test_no_page_keeps_a_story_as_the_name_of_a_device(
    client: httpx.AsyncClient, store: Store, network: Network, page: str
) -> None:
    """IMM-05, CNF-02: what the API's door refuses, the page refuses too, before anything is kept."""
    member = await network.member(await network.organisation("shelter"), Role.SHELTER_COORDINATOR)
    if page == "/welcome/passkey":
        browser = Browser(client, {SESSION: (await invited(store, member)).token})
    else:
        browser, _ = await with_passkey(client, store, member)
    options = (await browser.post("/v1/passkeys/options")).json()["public_key"]
    credential = json.dumps(Authenticator(ORIGIN).create(options))
    before = await names(network.superuser)
    form = {"name": STORY, "credential": credential}
    cookies = "; ".join(f"{name}={value}" for name, value in browser.jar.items())
    said = {"Sec-Fetch-Site": "same-origin", "Cookie": cookies}
    answer = await client.post(page, data=form, headers=said)
    assert (answer.status_code, "sans statut" in answer.text) == (422, True)
    assert await names(network.superuser) == before
    kept = await client.post(page, data={**form, "name": "Accueil"}, headers=said)
    assert kept.status_code in {200, 303}, kept.text
    assert sorted([*before, "Accueil"]) == await names(network.superuser)


async def names(owner: asyncpg.Connection) -> list[str]:
    """What devices are called."""
    rows = await owner.fetch("SELECT name FROM tablets UNION ALL SELECT name FROM passkeys")
    return sorted(row["name"] for row in rows)


async def test_production_believes_no_request_about_its_own_origin() -> None:
    """ASVS 3.5.1: passkeys, forms and HSTS go by a name that the operator gave, and by https."""
    for said in (None, "http://relais.example"):
        async with AsyncExitStack() as stack:
            with pytest.raises(SettingsError, match="RELAIS_ORIGIN"):
                await opened(Settings(environment="production", origin=said), stack, with_jobs=False)


@pytest.mark.parametrize(
    ("first", "proxies", "source"),
    [
        ("203.0.113.99", 1, "203.0.113.7"),
        ("203.0.113.99, 192.0.2.4", 2, "192.0.2.4"),
        ("203.0.113.99, 192.0.2.4:4711", 2, "192.0.2.4"),
    ],
)
def test_a_header_line_of_ones_own_is_not_what_our_proxy_said(first: str, proxies: int, source: str) -> None:
    """ASVS 6.3.1: some proxies append a line, not a word; the first line is then whatever its sender wrote."""
    asked = RequestFactory().get("/")
    asked.scope["headers"] = [(b"x-forwarded-for", line.encode()) for line in (first, "203.0.113.7")]
    assert source_of(asked, Settings(proxies=proxies)) == source


async def test_the_policy_of_somebody_who_left_is_not_signed_into_force(settled: Town) -> None:
    """ELG-08: like any proposal, it goes with whoever made it; back as a new member they are no second person."""
    first, second, third = settled.payers
    policy = got(await settled.run(propose_policy, first, ProposePolicy(a_policy())))
    got(await settled.run(end_access, second, EndAccess(first)))
    for by in (second, third):
        assert why(await settled.run(sign_policy, by, SignPolicy(policy))) == "proposer_may_no_longer"
    assert await settled.owner.fetchval("SELECT count(*) FROM policy_signatures") == 1


async def test_police_read_no_list_of_networks(settled: Town) -> None:
    """AGR-01: a network that leaves police out has no name for them, in SQL neither."""
    for table in ("networks", "proposals", "invitations", "root_rotations", "tellings", "vault.data_keys"):
        async with settled.application(settled.officers[0]) as app:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.fetch(f"SELECT * FROM {table}")
