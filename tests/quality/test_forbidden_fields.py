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


OFFERED = {"immigration_support"}
"""What a shelter says of its own services (BED-05): about the house, never about who comes."""


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
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute("INSERT INTO organisations (name, kind) VALUES ('x', 'border')")
