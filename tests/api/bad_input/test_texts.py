"""Texts that say too much, and bodies that are too much."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from service.partners.actor import Role
from tests.api.bad_input.sending import FUND, HOUSE, LINE, MONEY, PIVOT, TOMORROW, Bad, contents, refused
from tests.api.world import World


def texts(text: str) -> list[Bad]:
    """The same text wherever a text may stand."""
    line = LINE | {"category": "other_immediate", "description": text}
    return [
        Bad(
            "/requests",
            MONEY | {"lines": [line]},
            422,
            "text_says_too_much",
            "lines[0].description",
            by=PIVOT,
        ),
        Bad(
            "/requests",
            MONEY | {"lines": [LINE | {"reason": text}]},
            422,
            "text_says_too_much",
            "lines[0].reason",
            by=PIVOT,
        ),
        Bad(
            "/requests/{request_id}/approve",
            {"continue_with_reason": text},
            422,
            "text_says_too_much",
            "continue_with_reason",
            by=FUND,
        ),
        Bad(
            "/overrides/{override_id}/decision",
            {"grant": True, "reason": text},
            422,
            "text_says_too_much",
            "reason",
            by=Role.REGIONAL_COORDINATOR,
        ),
        Bad(
            "/arrival-points",
            {"place_id": "{shelter_id}", **TOMORROW, "words": text},
            422,
            "text_says_too_much",
            "words",
            by=HOUSE,
        ),
        Bad("/payees", {"name": text, "rail": "manual_cheque"}, 422, "text_says_too_much", "name", by=FUND),
    ]


@pytest.mark.parametrize("bad", texts("homme sans papiers"))
async def test_words_of_status(world: World, bad: Bad) -> None:
    """IMM-05: refused with the words found, and neither the text nor the words are kept anywhere."""
    await refused(world, replace(bad, facts={"words": "sans papiers"}))
    kept = await world.db.fetch("SELECT x::text AS row FROM idempotency x")
    assert not [row for row in kept if "papiers" in row["row"]]


@pytest.mark.parametrize("bad", texts("bo\u0007ts"))
async def test_control_characters(world: World, bad: Bad) -> None:
    """IMM-05: what nobody can see is named by its number; a name takes none at all."""
    if bad.names == "name":
        bad = replace(bad, status=400, type="bad_input")
    await refused(world, bad)


@pytest.mark.parametrize("text", ["nul\u0000", "half \ud800 a sign"])
async def test_signs_that_postgresql_cannot_keep(world: World, text: str) -> None:
    """A NUL and half of a pair are refused at the door, wherever they stand."""
    body = f'{{"kind": "city", "value": "{text.encode("unicode_escape").decode()}"}}'
    sent = body.replace("\\x00", "\\u0000").encode()
    answer = await world.client.post(
        f"/v1/cases/{world.ids['case_id']}/exclusions",
        content=sent,
        headers=world.as_(world.stage.pivot, key=uuid4().hex) | {"Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["type"] in {"/problems/bad_input", "/problems/text_says_too_much"}


@pytest.mark.parametrize("path", ["/operations", "/cases", "/requests"])
async def test_bodies_of_ten_megabytes(world: World, path: str) -> None:
    """Read no further than a megabyte, whether the length is announced or not."""
    by = Role.INVESTIGATOR if path == "/operations" else Role.PIVOT_WORKER
    body = b'{"x": "' + b"a" * 10_000_000 + b'"}'
    await refused(world, Bad(path, body, 413, "too_large", by=by))
    before = await contents(world)

    async def in_pieces() -> Any:
        for _ in range(1_000):
            yield b"a" * 10_000

    headers = world.as_(world.people[by], key=uuid4().hex) | {"Content-Type": "application/json"}
    answer = await world.client.post(f"/v1{path}", content=in_pieces(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too_large")
    assert await contents(world) == before


async def test_a_large_body_is_not_json_but_a_form(world: World) -> None:
    """Another media type is refused by name."""
    headers = world.as_(world.stage.pivot, key=uuid4().hex) | {"Content-Type": "text/plain"}
    answer = await world.client.post("/v1/cases", content=b"region=CA-ON", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")
