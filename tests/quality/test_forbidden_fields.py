"""What must not exist, looked for in the database and in the API (IMM-02, CPL-01, CNF-02, OPS-11)."""

import re
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from api.openapi import document

STATUS = {
    "immigration",
    "nationality",
    "nationalite",
    "passport",
    "passeport",
    "visa",
    "permit",
    "permis",
    "citizenship",
}
"""Whole tokens: `status` itself is also a word for the state of a shelter's publication, and is looked for below."""

COMPLAINT = {
    "complaint",
    "plainte",
    "cooperates",
    "cooperation",
    "testimony",
    "testifies",
    "statement",
    "police_file",
    "charges",
    "criminal",
    "suspect",
    "suspects",
    "raid",
    "target",
}
PERSON = {
    "first_name",
    "last_name",
    "surname",
    "birth",
    "birthdate",
    "birthday",
    "dob",
    "phone",
    "photo",
    "story",
    "narrative",
    "next_of_kin",
    "kin",
    "iban",
    "bank",
    "score",
    "risk_score",
}
ADDRESS = {"address", "street", "postal", "latitude", "longitude", "geo", "map"}
FORBIDDEN = STATUS | COMPLAINT | PERSON | ADDRESS

ABOUT_A_PERSON = {
    "cases",
    "parties",
    "party",
    "places",
    "placements",
    "referrals",
    "requests",
    "fund_requests",
    "request_lines",
}

ALLOWED = {
    ("organisations", "duty_number"),
}


OFFERED = {"immigration_support", "immigration_lawyer"}
"""What a shelter says of its own services (BED-05), and what an organisation promises (AGR-03): about the house, never
about who comes."""


def tokens(name: str) -> set[str]:
    """`criminal_record` is `criminal`, `record`, and itself: a forbidden word is never a part of a longer one."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    pairs = {"_".join(pair) for pair in pairwise(words)}
    return {*words, *pairs, "_".join(words)}


@pytest.mark.parametrize(
    ("name", "found"),
    [("visa_number", True), ("advisable", False), ("birth_date", True), ("statement", True)],
)
def test_the_scan_sees_whole_tokens(name: str, found: bool) -> None:
    assert bool(tokens(name) & FORBIDDEN) is found


async def test_no_column_for_what_must_not_be_known(superuser: asyncpg.Connection) -> None:
    """IMM-02, CPL-01, CPL-06, CNF-02, CNF-08, SAF-01, OPS-11: there is no place to write it down."""
    columns = await superuser.fetch(
        """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema IN ('public', 'vault', 'relais')
        """
    )
    assert len(columns) > 100
    found = [(t, c) for t, c in columns if tokens(c) & FORBIDDEN and (t, c) not in ALLOWED]
    assert found == []


async def test_no_status_on_what_is_about_a_person(superuser: asyncpg.Connection) -> None:
    """IMM-02: a case, a party, a placement, a referral and a request have states, never a status."""
    columns = await superuser.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    assert {t for t, _ in columns} & ABOUT_A_PERSON
    assert [(t, c) for t, c in columns if t in ABOUT_A_PERSON and "status" in tokens(c)] == []


def fields(schema: Any, path: str = "") -> list[tuple[str, str]]:
    """Every property name of an OpenAPI document's schemas, with where it stands."""
    if isinstance(schema, list):
        return [found for item in schema for found in fields(item, path)]
    if not isinstance(schema, dict):
        return []
    own = [(path, name) for name in schema.get("properties", {})]
    return own + [found for key, value in schema.items() for found in fields(value, f"{path}/{key}")]


def test_no_field_of_the_api_for_what_must_not_be_known() -> None:
    """IMM-02, CPL-01, CNF-02: neither asked for nor answered."""
    found = [
        (where, name)
        for where, name in fields(document())
        if tokens(name) & FORBIDDEN and name not in OFFERED
    ]
    assert found == []


ON_A_CASE = """
    WITH RECURSIVE hanging AS (
        SELECT 'cases'::regclass::oid AS id
        UNION SELECT c.conrelid FROM pg_constraint c JOIN hanging h ON c.confrelid = h.id
        WHERE c.contype = 'f' AND c.conrelid IN (
            SELECT attrelid FROM pg_attribute WHERE attname = 'case_id' AND NOT attisdropped))
    SELECT t.relname AS table, a.attname AS column FROM hanging h JOIN pg_class t ON t.oid = h.id
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
"""
OPEN_TEXT = """
    AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'text[]'::regtype)
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype IN ('c', 'f')
        AND a.attnum = ANY (k.conkey))
"""


async def test_no_story_hangs_on_a_case(superuser: asyncpg.Connection) -> None:
    """CNF-02, CNF-08: every text of a case and of what hangs on it is one of a list, a code, or a reference; nothing
    there can be told in words."""
    columns = await superuser.fetch(ON_A_CASE)
    tables = {row["table"] for row in columns}
    assert {"cases", "consents", "exclusions", "placements", "sharings", "shares", "request_cases"} <= tables
    assert [
        tuple(row) for row in columns if tokens(row["column"]) & (FORBIDDEN | {"name", "note", "comment"})
    ] == []
    free = {(row["table"], row["column"]) for row in await superuser.fetch(ON_A_CASE + OPEN_TEXT)}
    assert free == {("cases", "languages")}, "languages are tags, read at the door"


BORDER = {"border", "cbsa", "asfc", "ircc", "customs", "immigration", "frontier", "frontiere", "douane"}
"""Words for who must not be in the network at all."""


def test_no_door_for_border_services() -> None:
    """IMM-01: no operation, no path, no kind of organisation, no module of ours is for them; nothing is exported."""
    from pathlib import Path

    paths = document()["paths"]
    ids = [said["operationId"] for methods in paths.values() for said in methods.values()]
    kinds = document()["components"]["schemas"]
    words = {str(each) for schema in kinds.values() for each in _enums(schema)}
    modules = {path.stem for room in ("api", "service", "jobs") for path in Path(room).rglob("*.py")}
    assert len(ids) > 100
    assert len(words) > 100
    named = [each for each in (*ids, *paths, *words, *modules) if tokens(each.replace("/", "_")) & BORDER]
    assert set(named) == OFFERED
    assert [each for each in ids if tokens(each) & {"export", "dump", "bulk", "download"}] == []


def _enums(schema: Any) -> list[Any]:
    if isinstance(schema, list):
        return [found for item in schema for found in _enums(item)]
    if not isinstance(schema, dict):
        return []
    return [*schema.get("enum", ()), *(found for each in schema.values() for found in _enums(each))]


def test_no_role_for_border_services() -> None:
    """IMM-01: no role, connector, export or report for border services exists."""
    from service.partners.actor import Role

    assert not [role for role in Role if tokens(role) & {"border", "cbsa", "asfc", "ircc", "customs"}]


async def test_a_border_role_cannot_be_created(superuser: asyncpg.Connection) -> None:
    """IMM-01: the database refuses it too."""
    organisation = await superuser.fetchval(
        "INSERT INTO organisations (name, kind) VALUES ('x', 'police') RETURNING id"
    )
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute(
            "INSERT INTO members (organisation_id, email, roles, ends_on) VALUES ($1, 'b@x', '{border}', '2030-01-01')",
            organisation,
        )
    for kind in sorted(BORDER):
        with pytest.raises(asyncpg.CheckViolationError):
            await superuser.execute("INSERT INTO organisations (name, kind) VALUES ('x', $1)", kind)
