"""Every door is the right door, and what accompanies a case stays the person's own (ACC, PIV, EXP, SAF)."""

import re
from datetime import timedelta
from typing import Any, get_args

import asyncpg
import pytest

from service.cases import refusals
from service.cases.commands import Dependant, OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.limits import VERSION
from service.cases.queries import case_of
from service.cases.rules import FORMS, RISKS, Form
from service.cases.workload.queries import Workload, workload
from service.clock import SetClock
from service.partners.actor import Role
from service.refusals import Reason
from service.store.store import Store
from tests.api.described import SCHEMAS
from tests.network import Network
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund, got

__all__ = ["circle", "fund"]


@pytest.fixture(autouse=True)
async def regions(superuser: asyncpg.Connection) -> None:
    await superuser.execute(
        "INSERT INTO regions (code, name_fr, name_en, time_zone)"
        " VALUES ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto') ON CONFLICT DO NOTHING"
    )


async def test_whoever_opens_it_the_case_looks_the_same(store: Store, network: Network) -> None:
    """ACC-01, ACC-04, PIV-05: an office, a shelter, a hotline, a fund: every door is the right one."""
    views = []
    for kind in ("pivot", "shelter", "coordination", "fund"):
        home = await network.organisation(kind, regions=["CA-ON"])
        pivot, backup = [await network.member(home, Role.PIVOT_WORKER) for _ in range(2)]
        wish = OpenCaseWish("CA-ON", "25+", Party("man"), (GivenConsent("bed"),), backup, VERSION)
        opened = got(await store.run(open_case, pivot, wish))
        async with store.reading(pivot) as session:
            view = await case_of(session, opened.id)
        assert view is not None
        views.append((view.region, view.party, view.state, view.forms, view.contact, len(view.consents)))
    assert (
        views
        == [("CA-ON", {"gender": "man", "dependants": []}, "open", ["not_determined"], "via_pivot_only", 1)]
        * 4
    )


async def test_forms_are_several_and_decide_nothing(circle: Circle) -> None:
    """EXP-01, EXP-03, SAF-02, CNF-12: any forms together, none of them opening or closing a place; the risk is a word
    of the worker's, out of five, and never a number."""
    town, case = circle.town, f"/cases/{circle.case}"
    await town.shelter(region="CA-ON", city="Hamilton", pool={"accepts_genders": ["man"]}, name="M")
    seen = []
    for forms, risk in ((["labour", "domestic_servitude"], "high"), (["sexual", "other"], "not_assessed")):
        version = (await town.get(circle.pivot, case)).json()["version"]
        put = await town.put(circle.pivot, f"{case}/assessment", {"forms": forms, "risk": risk}, version)
        assert put.status_code == 200, put.text
        kept = (await town.get(circle.pivot, case)).json()
        assert (sorted(kept["forms"]), kept["risk"]) == (sorted(forms), risk)
        board = await town.board(circle.pivot, "man:25+", case_id=str(circle.case))
        seen.append([entry["name"] for entry in board["items"]])
    assert seen == [["M"], ["M"]]
    assert set(get_args(Form)) == set(FORMS) >= {"labour", "sexual", "not_determined", "prefer_not_to_say"}
    assert RISKS == ("low", "medium", "high", "not_assessed", "prefer_not_to_say")


async def test_a_minor_s_partners_follow_and_police_do_not(circle: Circle) -> None:
    """MIN-08, MIN-01, PIV-05: a worker beside child protection is a co-pivot; consent to share names no police."""
    youth = await circle.fund.case(age_band="16-17")
    town = circle.town
    police = await town.network.organisation("police", regions=["CA-ON"])
    investigator = await town.network.member(police, Role.INVESTIGATOR)
    await town.network.together(circle.fund.pivots, police)
    until = (town.clock.now() + timedelta(days=30)).isoformat()
    found = []
    for organisation, member in ((circle.partner, circle.co_pivot), (police, investigator)):
        consent = {"scope": "share_with_organisation", "shared_with": str(organisation)}
        given = await town.post(circle.pivot, f"/cases/{youth}/consents", consent)
        named = await town.post(
            circle.pivot, f"/cases/{youth}/co-pivots", {"member_id": str(member), "until": until}
        )
        found.append((given.status_code, named.status_code))
    assert found == [(201, 204), (404, 422)]
    duty = (await town.get(circle.co_pivot, f"/cases/{youth}")).json()["duty"]
    assert duty["state"] == "to_fill"


async def test_the_choice_stays_the_person_s(circle: Circle) -> None:
    """PIV-09, CNF-10: how many options there were and who chose are kept with the place."""
    house = await circle.town.shelter(region="CA-ON", city="Hamilton", pool={"accepts_genders": ["man"]})
    man = {"party": {"people": [{"gender": "man", "age_band": "25+"}]}}
    made = (await circle.town.refer(circle.pivot, house, case_id=str(circle.case), question=man)).json()
    body = {"claim_id": made["claim_ids"][0], "options_shown": 3, "person_chose": True}
    assert (await circle.post("/placements", body)).status_code == 201
    (place,) = (await circle.town.get(circle.pivot, f"/cases/{circle.case}")).json()["placements"]
    assert (place["options_shown"], place["person_chose"]) == (3, True)


async def test_hours_and_calls_are_counted_for_the_organisation(circle: Circle) -> None:
    """PIV-08: minutes from question to promise, and the calls that nobody made; another organisation's are its own."""
    town, store = circle.town, circle.fund.store
    pool = {"accepts_genders": ["man"]}
    man = {"party": {"people": [{"gender": "man", "age_band": "25+"}]}}
    fresh = await town.shelter(region="CA-ON", city="Hamilton", pool=pool)
    stale = await town.shelter(region="CA-ON", city="Hamilton", pool=pool, count=-1)
    assert (await town.refer(circle.pivot, fresh, question=man)).json()["state"] == "held"
    asked = [(await town.refer(circle.pivot, stale, question=man)).json() for _ in range(2)]
    assert {each["state"] for each in asked} == {"asked"}
    town.clock.advance(timedelta(minutes=20))
    assert (await town.post(stale.desk, f"/referrals/{asked[0]['id']}/confirm", {})).status_code == 200
    today = town.clock.now().date()
    seen = []
    for member in (circle.backup, circle.co_pivot):
        async with store.reading(member) as session:
            seen.append(got(await workload(session, today, today + timedelta(days=1))))
    assert seen == [Workload(3, 2, 2, 10), Workload(0, 0, 0, None)]


async def test_relais_writes_to_nobody_whom_it_helps(
    circle: Circle, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """SAF-06, SAF-07: whatever is noted of how to reach the person, nothing is sent; no way to reach them or theirs has
    a place to be written."""
    assert (await circle.post("/reopen", {"context": "comes_back"})).status_code == 201
    for contact in ("safe", "safe_at_times"):
        version = (await circle.town.get(circle.pivot, f"/cases/{circle.case}")).json()["version"]
        put = await circle.town.put(
            circle.pivot, f"/cases/{circle.case}/contact", {"contact": contact}, version
        )
        assert put.status_code == 200
    clock.advance(timedelta(days=1))
    assert await superuser.fetchval("SELECT count(*) FROM outbox") == 0
    columns = await superuser.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name LIKE 'case%' OR table_name LIKE 'contact%'"
    )
    fields = {field for schema in SCHEMAS.values() for field in schema.get("properties", {})}
    reach = re.compile(
        r"(^|_)(phone|mobile|email|kin|relative|mother|father|parent|emergency_contact|whatsapp)(_|$)"
    )
    asked: Any = {row["column_name"] for row in columns} | fields
    assert {name for name in asked if reach.search(name)} <= {"email"}  # a member's own, for signing in


def test_every_no_says_what_to_do_next() -> None:
    """PIV-06: in both languages, where one stands; nothing has to be remembered from a course."""
    told = [each for each in vars(refusals).values() if isinstance(each, Reason)]
    assert len(told) >= 15
    for reason in told:
        for said in (reason.title, reason.advice):
            assert said.fr.endswith("."), reason.code
            assert said.en.endswith("."), reason.code


def test_who_comes_along_has_no_name_and_no_tie() -> None:
    """SAF-07, CNF-02: an age band and a gender, and no word about whose relative they are."""
    assert Dependant.__struct_fields__ == ("age_band", "gender")
    assert Party.__struct_fields__ == ("gender", "dependants")
