"""The format of a policy's document, as msgspec derives it from the Struct itself (docs/policy.schema.json)."""

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from service.fund.policy.document.policy import Policy

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy: what the file that is checked in holds, and what a file is checked against."""
    found = {"title": "Politique d'un fonds / A fund's policy", **msgspec.json.schema(Policy)}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return plain


@cache
def validator() -> "Draft202012Validator":
    """The schema, ready to be held against a document; days are looked up in the calendar."""
    import jsonschema_rs  # of all who serve, only who checks a file needs it

    return jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
