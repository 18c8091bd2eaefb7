"""What of a proposal can still be taken, judged against the houses as they are now."""

from uuid import UUID

import pytest

from service.operations.allotment.problem import House, Kind, Price, Problem, Room
from service.operations.parties.rules import Block, Place
from service.operations.proposals.rules import Proposed, still_open
from service.operations.sites.problem import Question, Way

BLOCKS = tuple(Block((Place(UUID(int=n), "man", "25+", "A"),)) for n in (1, 2))
POOL = 70


def taken(*ways: Way, beds: int = 3, lifted: bool = True, **house: object) -> list[tuple[int, Way]]:
    """Two of label A, proposed for the same pool; the override that put them together is there, or not."""
    kind = Kind(1, 2, frozenset("A"), lifted_at=frozenset({7}) if lifted else frozenset())
    rooms = (Room(POOL, beds, frozenset({0})),)
    problem = Problem((kind,), (House(7, rooms, (Price(),), **house),))  # type: ignore[arg-type]
    proposed = {block.id: Proposed(POOL, way) for block, way in zip(BLOCKS, ways, strict=False)}
    given = still_open(Question(problem, (BLOCKS,)), proposed)
    return [(item.block.id.int, item.way) for item in given]


@pytest.mark.parametrize(
    ("ways", "house", "expected"),
    [
        (("agreement", "agreement"), {"automatic": 2}, [(1, "agreement"), (2, "agreement")]),
        (("agreement", "agreement"), {"automatic": 2, "beds": 1}, [(1, "agreement")]),
        (("agreement", "agreement"), {"automatic": 2, "beds": 0}, []),
        (("agreement", "agreement"), {"automatic": 1}, [(1, "agreement")]),
        (("agreement", "agreement"), {"asked": 2}, []),
        (("request", "request"), {"automatic": 1, "asked": 1}, [(1, "agreement"), (2, "asked")]),
        (("request", "request"), {}, [(1, "request"), (2, "request")]),
        (("asked", "request"), {"asked": 1}, [(1, "asked"), (2, "request")]),
        (("asked", "asked"), {"asked": 1}, [(1, "asked")]),
        (("request", "agreement"), {"automatic": 1}, [(2, "agreement"), (1, "request")]),
        (("request", "request"), {"lifted": False}, [(1, "request")]),
        (("request", "request"), {"lifted": False, "labels": frozenset("A"), "occupied": True}, []),
        (("request", "request"), {"alone": True, "occupied": True}, []),
    ],
)
def test_what_can_be_taken_now(
    ways: tuple[Way, ...], house: dict[str, object], expected: list[tuple[int, Way]]
) -> None:
    """OPS-02, OPS-06, OPS-07, OPS-09: a bed that went is not replaced; a place by agreement never turns into a favour,
    but a favour may into an agreement; and who may not be together any more is not."""
    assert taken(*ways, **house) == expected  # type: ignore[arg-type]


def test_a_shelter_that_is_there_no_more_takes_nobody() -> None:
    """OPS-06: it was closed, or left the network, since."""
    question = Question(Problem((Kind(1, 2),), ()), (BLOCKS,))
    assert still_open(question, {BLOCKS[0].id: Proposed(POOL, "request")}) == ()
