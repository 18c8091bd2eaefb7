"""Places and blocks from what an investigator asks."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from service.operations.parties.rules import (
    Block,
    Counted,
    Mistake,
    Party,
    Place,
    blocks_of,
    mistakes,
    places_of,
)

MEN = Counted("man", "25+", 3)
MOTHER, SON = Counted("woman", "25+", 1), Counted("man", "18-20", 1)


def ids(count: int = 20) -> list[UUID]:
    return [UUID(int=number) for number in range(1, count + 1)]


def test_each_expected_person_is_one_place_with_a_label_and_no_more() -> None:
    """OPS-01, OPS-07: counts become places; nothing else about a person is kept."""
    places = places_of([Party((MEN,), label="A", alone=True)], ids())
    assert places == tuple(Place(UUID(int=n), "man", "25+", "A", None, True) for n in (1, 2, 3))


def test_a_family_shares_one_block_and_everybody_else_is_a_block_alone() -> None:
    """OPS-08: together wins over apart; the labels of a family bind it only towards others."""
    places = places_of([Party((MOTHER, SON), keep_together=True, label="A"), Party((MEN,))], ids())
    family, *men = blocks_of(places)
    assert [place.family for place in family.places] == [UUID(int=1), UUID(int=1)]
    assert (family.size, family.labels, family.id) == (2, frozenset("A"), UUID(int=2))
    assert [(block.size, block.labels) for block in men] == [(1, frozenset())] * 3


def test_a_family_is_free_of_labels_only_where_each_labelled_member_is() -> None:
    """OPS-07: an override is per place."""
    lifted = Place(UUID(int=1), "man", "25+", "A", lifted_at=frozenset({7, 8}))
    other = Place(UUID(int=2), "man", "25+", "B", lifted_at=frozenset({8}))
    plain = Place(UUID(int=3), "man", "25+")
    assert Block((lifted, other, plain)).lifted_at == {8}
    assert Block((plain,)).lifted_at == frozenset()
    assert Block((lifted, plain)).lifted_at == {7, 8}


def test_one_who_must_be_alone_makes_the_whole_family_alone() -> None:
    """OPS-09."""
    quiet, other = Place(UUID(int=1), "man", "25+", alone=True), Place(UUID(int=2), "man", "25+")
    assert Block((other, quiet)).alone
    assert not Block((other,)).alone


@pytest.mark.parametrize(
    ("parties", "numbers", "expected"),
    [
        ([Party((MEN,))], (1, 3, 5), ()),
        ([Party((MEN,), label="A")], (3, 3, 3), ()),
        ([], (1, 1, 1), ("no_places", "numbers_disagree")),
        ([Party((MEN, Counted("man", "25+", 0)))], (1, 3, 3), ("no_places",)),
        ([Party((Counted("man", "25+", 100),))], (1, 100, 100), ()),
        ([Party((Counted("man", "25+", 101),))], (1, 101, 101), ("too_many_places",)),
        ([Party((MEN,))], (1, 3, 101), ("too_many_places",)),
        ([Party((MEN,), label="a")], (1, 3, 3), ("unknown_label",)),
        ([Party((MEN,), label="AB")], (1, 3, 3), ("unknown_label",)),
        ([Party((MOTHER,), keep_together=True)], (1, 1, 1), ("family_of_one",)),
        ([Party((Counted("man", "25+", 12),), keep_together=True)], (1, 12, 12), ()),
        ([Party((Counted("man", "25+", 13),), keep_together=True)], (1, 13, 13), ("family_too_large",)),
        ([Party((MEN,))], (0, 3, 3), ("numbers_disagree",)),
        ([Party((MEN,))], (4, 3, 3), ("numbers_disagree",)),
        ([Party((MEN,))], (1, 3, 2), ("numbers_disagree",)),
        ([Party((MEN,))], (1, 2, 3), ("numbers_disagree",)),
    ],
)
def test_mistakes_are_named(
    parties: Sequence[Party], numbers: tuple[int, int, int], expected: tuple[Mistake, ...]
) -> None:
    """OPS-01: minimum, expected and maximum agree with the parties; 100 places at most; labels are one
    capital letter."""
    assert mistakes(parties, *numbers) == expected
