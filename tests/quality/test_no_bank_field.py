"""No bank account, card or identity document of anybody who is helped: looked for in every table and in the whole API,
not only where people are (FND-08)."""

from collections.abc import Iterator, Mapping
from typing import Any

import asyncpg

from api.openapi import document
from tests.quality.test_forbidden_fields import tokens

BANK = {
    "account_holder", "account_number", "bank", "beneficiary", "bic", "card_number", "cvc", "cvv", "iban",
    "institution", "pan", "payee_email", "recipient", "routing", "sin", "sort_code", "swift", "transit", "wallet",
}  # fmt: skip
"""Whole words, and pairs of words, of a column or a field."""
OURS = {
    ("payees", "account"),
    ("rail_accounts", "account"),
}
"""The rail's own name of an organisation's account (`acct_…`): no bank's number, and of no person."""


def fields(part: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Every property of every schema, with its schema."""
    if isinstance(part, Mapping):
        for name, inner in part.get("properties", {}).items():
            yield above, name
            yield from fields(inner, above)
        for name, inner in part.items():
            if name != "properties":
                yield from fields(inner, above or name)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from fields(inner, above)


async def test_no_table_has_a_bank_field(superuser: asyncpg.Connection) -> None:
    """FND-08: the supplier is paid, never the person: no column of any table could hold a bank's number."""
    rows = await superuser.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema IN ('public', 'relais')"
    )
    columns = {(row["table_name"], row["column_name"]) for row in rows}
    assert ("payees", "name") in columns
    assert {each for each in columns if tokens(each[1]) & BANK} == set()
    named = {
        each for each in columns if "account" in tokens(each[1]) and not each[1].endswith(("_id", "_key"))
    }
    assert named == OURS


def test_no_field_of_the_api_is_a_banks() -> None:
    """FND-08: neither asked for nor answered, by any door; no account is typed."""
    schemas = document()["components"]["schemas"]
    found = {(schema, name) for schema, part in schemas.items() for _, name in fields(part)}
    assert len(found) > 500
    assert {each for each in found if tokens(each[1]) & BANK} == set()
    assert {name for schema, name in found if schema.startswith("New") and "account" in tokens(name)} == set()
