"""The API as its own document describes it: the operations, and for each a body that its schema accepts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from api.openapi import document

SCHEMAS: Mapping[str, Any] = document()["components"]["schemas"]


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    ids: tuple[str, ...]
    """The names of the path's parameters: each is an id."""
    query: tuple[Mapping[str, Any], ...]
    headers: tuple[str, ...]
    body: Mapping[str, Any] | None
    statuses: frozenset[int]
    public: bool
    picture: bool
    """Whether the body is a picture as a phone makes it."""
    responses: Mapping[str, Any] = field(repr=False, hash=False, compare=False)

    def at(self, ids: Mapping[str, UUID]) -> str:
        """The address with these ids in it."""
        return self.path.format(**ids)


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation under /v1, but the stream, which does not end."""
    return tuple(
        _operation(path, method, said)
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        if path.startswith("/v1/") and said["operationId"] != "read_live"
    )


def _operation(path: str, method: str, said: Mapping[str, Any]) -> Operation:
    parameters = said.get("parameters", [])
    content = said.get("requestBody", {}).get("content", {})
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        ids=tuple(each["name"] for each in parameters if each["in"] == "path"),
        query=tuple(each for each in parameters if each["in"] == "query"),
        headers=tuple(each["name"] for each in parameters if each["in"] == "header"),
        body=content["application/json"]["schema"] if "application/json" in content else None,
        picture="image/png" in content,
        statuses=frozenset(map(int, said["responses"])),
        public=not said.get("security"),
        responses=said["responses"],
    )


@dataclass
class Example:
    """Makes a value for a schema: every field given, at `now`, with `some_id` wherever an id is asked for."""

    now: datetime
    some_id: UUID
    only_required: bool = False

    def of(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """A value that the schema accepts. Raises `KeyError` for a kind of schema that is not known here."""
        if "$ref" in schema:
            return self.of(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], name)
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                return self.of(next(each for each in schema[choice] if each.get("type") != "null"), name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return next(value for value in schema["enum"] if value is not None)
        return self._plain(schema, name)

    def _plain(self, schema: Mapping[str, Any], name: str) -> Any:
        match _type(schema):
            case "object":
                return self._object(schema)
            case "array":
                least = max(schema.get("minItems", 0), 0 if self.only_required else 1)
                return [self.of(schema["items"], name) for _ in range(least)]
            case "string":
                return self._text(schema, name)
            case "boolean":
                return schema.get("default", True)
            case "integer" | "number":
                return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
            case other:
                raise KeyError(other)

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self.of(each, name)
            for name, each in schema.get("properties", {}).items()
            if name in required or not self.only_required
        }

    def _text(self, schema: Mapping[str, Any], name: str) -> str:
        match schema.get("format"):
            case "uuid":
                return str(self.some_id)
            case "date-time":
                later = timedelta(hours=8 if name == "ends_at" else 4)
                return (self.now + (timedelta() if name == "looked_at" else later)).isoformat()
            case "date":
                return (self.now + timedelta(days=1)).date().isoformat()
        found = TEXTS.get(name, "CA-QC" if "A-Z]{2}-" in schema.get("pattern", "") else "en")
        return found.ljust(schema.get("minLength", 0), "n")


TEXTS = {
    "country": "HU",
    "calendar": "CA-QC",
    "region": "CA-QC",
    "regions": "CA-QC",
    "areas": "CA-QC",
    "city": "Montréal",
    "time_zone": "America/Toronto",
    "label": "A",
    "month": "2027-03",
    "starts": "20:00",
    "ends": "22:00",
    "account": "acct_1Nv0FGQ9RKHgCVdK",
    "email": "somebody@relais.test",
}
"""What fields with a pattern of their own accept; `en` is a language, a name and a text."""


def _type(schema: Mapping[str, Any]) -> str:
    found = schema["type"]
    return found if isinstance(found, str) else next(each for each in found if each != "null")
