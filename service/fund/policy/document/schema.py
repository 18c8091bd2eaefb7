"""The format of a policy's document, as msgspec derives it from the Struct itself (docs/policy.schema.json)."""

from functools import cache
from typing import Any

import jsonschema_rs
import msgspec

from service.fund.policy.document.policy import Policy


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy: what the file that is checked in holds, and what a file is checked against."""
    found = {"title": "Politique d'un fonds / A fund's policy", **msgspec.json.schema(Policy)}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return plain


@cache
def validator() -> jsonschema_rs.Draft202012Validator:
    """The schema, ready to be held against a document; days are looked up in the calendar."""
    return jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
