"""What is told before anything is asked, and that nothing has to be said (CNF-03, CNF-06, MIN-01)."""

import re
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.cases.limits import LIMITS, VERSION
from service.cases.rules import MANDATORY
from service.partners.actor import Role
from tests.api.described import SCHEMAS, operations
from tests.api.v1.conftest import Pivots, new_case
from tests.network import Network


async def test_the_limits_are_told_in_both_languages(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any
) -> None:
    """CNF-06: immediate danger, self-harm, under 18, an author under 18; with a version."""
    told = (await client.get("/v1/limits-of-confidentiality", headers=as_(pivots.pivot))).json()
    assert told["version"] == VERSION == 1
    french = [point["fr"] for point in told["points"]]
    english = [point["en"] for point in told["points"]]
    for words, about in (
        (
            french,
            ("danger immédiat", "blesser", "vous, avez moins de 18 ans", "fait du mal a moins de 18 ans"),
        ),
        (english, ("immediate danger", "hurting yourself", "you, are under 18", "harmed you is under 18")),
    ):
        assert [about in point for point, about in zip(words, about, strict=True)] == [True] * 4
    assert (await client.get("/v1/limits-of-confidentiality")).status_code == 401


def test_what_people_fear_is_no_situation_in_which_we_tell() -> None:
    """IMM-07: the fear of detention and removal is answered by what is not there: no status, police or border."""
    feared = re.compile(
        r"immigra|statut|status|polic|fronti|border|expuls|deport|détention|detention|plainte|complaint", re.I
    )
    told = (LIMITS.title, *LIMITS.points)
    assert not [text for said in told for text in (said.fr, said.en) if feared.search(text)]
    assert not [name for name in MANDATORY if feared.search(name)]


def test_the_notice_is_calm() -> None:
    """CNF-06: short sentences, in both languages, without pleas or alarms."""
    for said in (LIMITS.title, *LIMITS.points, *LIMITS.closing):
        for text in (said.fr, said.en):
            assert text.endswith(".")
            assert len(text.split()) <= 32, text
            assert not set("!") & set(text)


async def test_a_case_opens_after_the_limits_were_told(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any
) -> None:
    """CNF-06: with the version that is shown today, which the case keeps; another one is told by its number."""
    for version in (VERSION + 1, 999):
        answer = await client.post(
            "/v1/cases",
            json=new_case(pivots.backup, limits_shown=version),
            headers=as_(pivots.pivot, key=f"v{version}"),
        )
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/limits_changed")
        assert answer.json()["facts"] == {"version": VERSION}
    answer = await client.post(
        "/v1/cases", json=new_case(pivots.backup), headers=as_(pivots.pivot, key="now")
    )
    assert answer.status_code == 201


async def test_no_case_without_the_limits(superuser: asyncpg.Connection, network: Network) -> None:
    """CNF-06: the database asks for it too."""
    organisation = await network.organisation("pivot")
    first, second = [await network.member(organisation, Role.PIVOT_WORKER) for _ in range(2)]
    insert = """
        INSERT INTO cases (code, marker, organisation_id, pivot_member_id, backup_member_id, region, age_band, party,
            languages, limits_shown, opened_by, opened_at, last_activity_at)
        VALUES ('K7Q-42M', 0, $1, $2, $3, 'CA-QC', '25+', '{}', '{und}', $4, $2, now(), now())
    """
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await superuser.execute(insert, organisation, first, second, None)
    assert refused.value.constraint_name == "cases_limits_were_shown"
    await superuser.execute(insert, organisation, first, second, VERSION)


def test_six_fields_and_no_more() -> None:
    """SAF-11: what the document requires is the six of the rule."""
    body = next(each.body for each in operations() if each.id == "open_case")
    assert body is not None
    schema = SCHEMAS[body["$ref"].rsplit("/", 1)[-1]]
    assert sorted(schema["required"]) == sorted(MANDATORY)
    assert len(MANDATORY) == 6


async def test_nothing_has_to_be_said(client: httpx.AsyncClient, pivots: Pivots, as_: Any) -> None:
    """CNF-03: a case opens for somebody who tells nothing, and stays complete."""
    silent = {
        "region": "CA-ON",
        "age_band": "not_determined",
        "party": {"gender": "not_determined", "dependants": [{"age_band": "not_determined"}]},
        "consents": [],
        "backup_member_id": str(pivots.backup),
        "limits_shown": VERSION,
        "forms": ["prefer_not_to_say"],
    }
    answer = await client.post("/v1/cases", json=silent, headers=as_(pivots.pivot, key="silent"))
    assert answer.status_code == 201, answer.text
    path = f"/v1/cases/{answer.json()['id']}"
    case = (await client.get(path, headers=as_(pivots.pivot))).json()
    assert (case["languages"], case["forms"], case["risk"], case["consents"]) == (
        ["und"], ["prefer_not_to_say"], "not_assessed", []
    )  # fmt: skip
    body = {"forms": ["not_determined"], "risk": "prefer_not_to_say"}
    said = await client.put(f"{path}/assessment", json=body, headers=as_(pivots.pivot, version=1))
    assert said.status_code == 200
    late = await client.put(f"{path}/assessment", json=body, headers=as_(pivots.pivot, version=1))
    assert (late.status_code, late.json()["facts"]) == (412, {"version": 2})


ABOUT_THE_PERSON = {"age_band", "gender", "forms", "risk"}
WITHHELD = {"not_determined", "prefer_not_to_say", "not_assessed"}


def test_every_question_about_the_person_takes_no_for_an_answer() -> None:
    """CNF-03: wherever a case asks about the person from a list, the list has a way not to say."""
    asked = {}
    for name in ("NewCase", "Assessment", "Party", "Dependant"):
        schema = next(each for title, each in SCHEMAS.items() if title.rsplit("_", 1)[-1] == name)
        for field, said in schema["properties"].items():
            values = said.get("enum") or said.get("items", {}).get("enum")
            if field in ABOUT_THE_PERSON and values:
                asked[name, field] = bool(WITHHELD & set(values))
    assert asked
    assert {field for _, field in asked} == ABOUT_THE_PERSON
    assert all(asked.values()), asked


@pytest.mark.parametrize(
    ("region", "law"),
    [
        ("CA-QC", "Loi sur la protection de la jeunesse"),
        ("CA-ON", "Loi de 2017"),
        ("CA-NU", "La loi de protection"),
    ],
)
async def test_the_panel_names_the_province_s_rule(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any, region: str, law: str
) -> None:
    """MIN-01: with the law and whom to call, in both languages; and nothing where the panel is not needed."""
    for band, shown in (("16-17", True), ("25+", False)):
        body = new_case(pivots.backup, region=region, age_band=band)
        opened = await client.post("/v1/cases", json=body, headers=as_(pivots.pivot, key=f"{region}{band}"))
        duty = (await client.get(f"/v1/cases/{opened.json()['id']}", headers=as_(pivots.pivot))).json()[
            "duty"
        ]
        assert (duty["rule"] is not None) is shown
        if shown:
            assert duty["rule"]["fr"].startswith(law)
            assert duty["rule"]["en"]


async def test_the_directory_is_for_the_accredited_and_names_nobody(
    client: httpx.AsyncClient, pivots: Pivots, *, network: Network, as_: Any
) -> None:
    """CNF-05: colleagues and partners are identifiers; an organisation whose accreditation ended reads nothing."""
    partner = await network.organisation("fund")
    await network.member(partner, Role.FUND_ADMINISTRATOR, email="marie@partner.test")
    await network.together(pivots.organisation, partner)
    directory = ("/v1/companions", "/v1/funds", "/v1/board?person=woman:25%2B")
    for path in directory:
        answer = await client.get(path, headers=as_(pivots.pivot))
        assert answer.status_code == 200
        assert "@" not in answer.text, path
    companions = (await client.get("/v1/companions", headers=as_(pivots.pivot))).json()
    assert {UUID(each["member_id"]) for each in companions} == {pivots.pivot, pivots.backup}
    assert {name for each in companions for name in each} == {"member_id", "is_you"}
    await network.superuser.execute(
        "UPDATE organisations SET accredited_until = '2026-11-01' WHERE id = $1", pivots.organisation
    )
    for path in directory:
        assert (await client.get(path, headers=as_(pivots.pivot))).status_code == 401
