"""Positions are sealed per member and deployment, and keep opening while keys are replaced."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from api.auth.tokens import TokenKeys, new_keys
from api.live.ids import Place, Seals
from service.messages.tellings import Position

PLACE = Place(Position(2**63 + 5, 2**62), datetime(2026, 11, 3, 17, tzinfo=UTC))


def test_a_place_comes_back() -> None:
    seals = Seals(new_keys(), uuid4())
    assert seals.open(seals.seal(PLACE)) == PLACE


def test_only_for_the_member_and_the_deployment() -> None:
    keys, member = new_keys(), uuid4()
    id = Seals(keys, member).seal(PLACE)
    assert Seals(keys, member).open(id) == PLACE
    assert Seals(keys, uuid4()).open(id) is None
    assert Seals(new_keys(), member).open(id) is None


def test_old_keys_still_open() -> None:
    old, new, member = new_keys(), new_keys(), uuid4()
    both = TokenKeys(new.current, {**old.private, **new.private})
    assert Seals(both, member).open(Seals(old, member).seal(PLACE)) == PLACE
    assert Seals(new, member).open(Seals(both, member).seal(PLACE)) == PLACE


@pytest.mark.parametrize("position", range(70))
def test_every_altered_character_shows(position: int) -> None:
    seals = Seals(new_keys(), uuid4())
    id = seals.seal(PLACE)
    # Of the last character only four bits count; "A" and "Q" differ in one of them.
    other = "A" if id[position] not in "ABCD" else "Q"
    altered = id[:position] + other + id[position + 1 :]
    assert seals.open(altered) is None


@pytest.mark.parametrize("text", ["", "A", "é", "====", "A" * 71, "A" * 69, "not base64 !"])
def test_anything_else_is_no_place(text: str) -> None:
    assert Seals(new_keys(), uuid4()).open(text) is None
