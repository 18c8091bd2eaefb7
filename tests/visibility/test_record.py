"""Each role's part of the record (POL-03): exactly that part, page by page, without content, and without a number that
would tell how much everybody else does."""

import base64
import importlib
import json
import pkgutil
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

import service
from service.events import Event
from service.partners.actor import Role
from service.trail.names import KINDS, NAMES, UNNAMED, named
from tests.proving import ProvingStore
from tests.visibility.cells import RECORD
from tests.visibility.scene import Scene


async def pages(scene: Scene, member: UUID, limit: int, language: str = "en") -> list[dict[str, Any]]:
    """Everything that a member reads, so many lines at a time."""
    found: list[dict[str, Any]] = []
    query = f"limit={limit}"
    headers = {**scene.world.as_(member), "Accept-Language": language}
    while True:
        answer = await scene.world.client.get(f"/v1/record?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        assert len(answer.json()["items"]) == limit
        query = f"limit={limit}&cursor={answer.json()['next']}"


EXPECTED = {
    Role.INVESTIGATOR: "member_id = $1",
    Role.PIVOT_WORKER: """
        subject IN (SELECT id FROM cases WHERE $1 IN (pivot_member_id, backup_member_id))
        OR subject IN (SELECT r.request_id FROM request_cases r JOIN cases c ON c.id = r.case_id
            WHERE $1 IN (c.pivot_member_id, c.backup_member_id))
        OR subject IN (SELECT i.id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id
            JOIN request_cases r ON r.request_id = l.request_id JOIN cases c ON c.id = r.case_id
            WHERE $1 IN (c.pivot_member_id, c.backup_member_id))
        OR subject IN (SELECT h.subject FROM sharings h JOIN cases c ON c.id = h.case_id
            WHERE $1 IN (c.pivot_member_id, c.backup_member_id) AND h.what = 'referral')
    """,
    Role.SHELTER_COORDINATOR: """
        subject IN (SELECT s.id FROM shelters s JOIN members m USING (organisation_id) WHERE m.id = $1)
        OR subject IN (SELECT r.id FROM referrals r JOIN members m ON m.organisation_id = r.shelter_organisation_id
            WHERE m.id = $1)
        OR subject IN (SELECT a.id FROM bed_agreements a JOIN members m USING (organisation_id) WHERE m.id = $1)
        OR organisation_id = (SELECT organisation_id FROM members WHERE id = $1) AND name ~ '^(beds|operations|attempt)'
    """,
    Role.FUND_ADMINISTRATOR: """
        name LIKE 'fund.%' AND (organisation_id = (SELECT organisation_id FROM members WHERE id = $1)
            OR subject IN (SELECT r.id FROM fund_requests r JOIN members m
                ON m.organisation_id = r.fund_organisation_id WHERE m.id = $1))
    """,
    Role.AUDITOR: "$1::uuid IS NOT NULL",
}
"""The same parts, said another way, as the schema's owner reads them."""


@pytest.mark.parametrize("role", EXPECTED)
async def test_exactly_ones_own_part(scene: Scene, role: Role) -> None:
    """POL-03: own actions, own cases, own house, own envelopes; everything for auditors: all of it, nothing more."""
    member = scene.people[role]
    rows = await scene.world.db.fetch(
        f"SELECT name, role, member_id FROM events WHERE {EXPECTED[role]} ORDER BY at DESC, id DESC", member
    )
    found = await pages(scene, member, 200)
    assert len(rows) >= 3
    own = role is not Role.AUDITOR
    assert [(line["name"], line["role"], line["yours"]) for line in found] == [
        (row["name"], row["role"], own and row["member_id"] == member) for row in rows
    ]
    assert all((line["subject"] is not None) is own for line in found)


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize("role", [Role.PIVOT_WORKER, Role.AUDITOR])
async def test_pages_join_without_a_seam(scene: Scene, role: Role, limit: int) -> None:
    """POL-03: whatever the size of a page, the same lines in the same order, though many happened at one moment."""
    assert await pages(scene, scene.people[role], limit) == await pages(scene, scene.people[role], 200)


async def test_a_cursor_tells_no_number_of_the_log(scene: Scene) -> None:
    """OPS-19: a moment and a small count; the number of an event would tell how much others do between two of mine."""
    headers = scene.world.as_(scene.people[Role.INVESTIGATOR])
    answer = await scene.world.client.get("/v1/record?limit=1", headers=headers)
    cursor = answer.json()["next"]
    at, count = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert (at[:10], count) == ("2026-11-03", 1)
    assert set(answer.json()["items"][0]) == {"at", "name", "words", "role", "kind", "subject", "yours"}


@pytest.mark.parametrize("role", [role for role, words in RECORD.items() if words == "no"])
async def test_the_others_have_no_part(scene: Scene, store_of_module: ProvingStore, role: Role) -> None:
    """POL-03: neither by the door nor by the function behind it."""
    member = scene.people[role]
    answer = await scene.world.client.get("/v1/record", headers=scene.world.as_(member))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not_allowed")
    async with store_of_module.working(member) as uow:
        read = "SELECT * FROM relais.my_record(relais.now() + interval '1 year', 0, 500)"
        assert await uow.connection.fetch(read) == []


@pytest.mark.parametrize(
    "statement", ["SELECT id FROM events", "SELECT record FROM events", "SELECT count(*) FROM events"]
)
@pytest.mark.parametrize("role", Role)
async def test_the_application_reads_no_event_itself(
    scene: Scene, store_of_module: ProvingStore, role: Role, statement: str
) -> None:
    """POL-03, FND-09: it writes them; not even sealed ones are read but through one function."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store_of_module.working(scene.people[role]) as uow:
            await uow.connection.fetch(statement)


async def test_a_case_handed_over_leaves_ones_record(scene: Scene) -> None:
    """CNF-04, PIV-03: who no longer accompanies a case no longer reads what happens to it."""
    world, pivot = scene.world, scene.people[Role.PIVOT_WORKER]
    others = [await world.network.member(world.stage.clinic, Role.PIVOT_WORKER) for _ in range(2)]
    opening = {
        "region": "CA-ON",
        "age_band": "25+",
        "party": {"gender": "man"},
        "languages": ["hu"],
        "consents": [{"scope": "bed"}],
        "backup_member_id": str(others[0]),
        "limits_shown": 1,
    }
    case = (await world.post(pivot, "/cases", opening))["id"]
    assert case in {line["subject"] for line in await pages(scene, pivot, 200)}
    headers = world.as_(pivot, key=uuid4().hex, version=1)
    wish = {"pivot_member_id": str(others[0]), "backup_member_id": str(others[1])}
    answer = await world.client.put(f"/v1/cases/{case}/companions", json=wish, headers=headers)
    assert answer.status_code == 200, answer.text
    assert case not in {line["subject"] for line in await pages(scene, pivot, 200)}
    assert case in {line["subject"] for line in await pages(scene, others[1], 200)}


async def test_words_in_both_languages(scene: Scene) -> None:
    """POL-03, LNG: the same lines, each with its words in the caller's language."""
    member = scene.people[Role.FUND_ADMINISTRATOR]
    said = {language: await pages(scene, member, 200, language) for language in ("fr", "en")}
    words = {(fr["name"], fr["words"], en["words"]) for fr, en in zip(said["fr"], said["en"], strict=True)}
    assert ("fund.request_submitted", "Demande d'argent envoyée", "Request for money sent") in words


def test_every_event_has_its_words() -> None:
    """POL-03: a new event is named in service/trail/names.py, in French and in English, with its kind."""
    for module in pkgutil.walk_packages(service.__path__, "service."):
        importlib.import_module(module.name)
    kinds = {
        each for each in _below(Event) if each.__module__.startswith("service.") and not each.__subclasses__()
    }
    names = {each.name for each in kinds} - {
        "fund.event",
        "settings.event",
        "members.event",
    }  # what others share
    assert len(names) > 60
    assert names - set(NAMES) == set()
    for each in NAMES.values():
        assert each.said.fr
        assert each.said.en
        assert each.said.fr != each.said.en
        assert each.kind in KINDS
        assert "!" not in each.said.fr + each.said.en
    assert named("of.another.version") is UNNAMED


def _below(kind: type[Event]) -> set[type[Event]]:
    return {below for each in kind.__subclasses__() for below in (each, *_below(each))}


@pytest.mark.parametrize("cursor", ["x", "WzEsMl0", base64.urlsafe_b64encode(b'["2026-11-03T17:00:00Z",-1]').decode(),
                                    base64.urlsafe_b64encode(b'["2026-11-03T17:00:00Z",10001]').decode(),
                                    base64.urlsafe_b64encode(b'["2026-11-03T17:00:00",0]').decode()])  # fmt: skip
async def test_a_cursor_of_somebody_elses_making(scene: Scene, cursor: str) -> None:
    """Bad input is named, and nothing breaks."""
    headers = scene.world.as_(scene.people[Role.AUDITOR])
    answer = await scene.world.client.get("/v1/record", params={"cursor": cursor}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")
