"""Each name in the tables of costs is a door; purses fill again, and are not kept without end."""

from typing import Any

import pytest

from api.limits import purses
from api.limits.costs import COSTS, DEAR
from api.limits.purses import Purses
from api.parts import Relais
from tests.api.described import operations
from tests.one_app import app_of


@pytest.fixture
def doors(relais: Relais) -> set[str]:
    """Every operation's id, and every page's method and path."""
    with app_of(relais) as app:
        routes: Any = app.routes
    pages = {
        f"{method} {route.path_format}"
        for route in routes
        for method in getattr(route, "route_handler_map", ())
    }
    return pages | {each.id for each in operations()}


def test_what_costs_is_there(doors: set[str]) -> None:
    """ASVS 15.1.3: a door that was renamed would cost one again, without a word."""
    assert (set(COSTS) | set(DEAR)) - doors == set()


def test_what_is_dear_says_that_it_may_refuse() -> None:
    """RFC 9457: each problem an operation can answer is described."""
    assert {each.id for each in operations() if 429 not in each.statuses} == set()
    dear = {each.id: each.responses["429"]["description"] for each in operations() if each.id in DEAR}
    assert len(dear) >= 8
    assert [id_ for id_, said in dear.items() if "/problems/too_often" not in said] == []


def test_a_purse_fills_again_with_time_alone() -> None:
    """ASVS 2.4.1: what was refused took nothing; the wait that was told is enough."""
    now = [0.0]
    purse = Purses(60, lambda: now[0])
    assert [purse.pay("a", 20) for _ in range(4)] == [0, 0, 0, 20]
    now[0] += 19.9
    assert purse.pay("a", 20) == 1
    now[0] += 0.1
    assert purse.pay("a", 20) == 0
    now[0] += 3600
    assert [purse.pay("a", 30) for _ in range(3)] == [0, 0, 30]


def test_what_costs_more_than_a_purse_holds_can_still_be_asked() -> None:
    """A small limit must not close a door for good: it takes the whole purse, and longer to fill."""
    now = [0.0]
    purse = Purses(10, lambda: now[0])
    assert purse.pay("a", 60) == 0
    assert purse.pay("a", 1) == 306
    now[0] += 306
    assert purse.pay("a", 1) == 0


def test_purses_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS 15.2.2: a crowd of sources fills no memory, and the one longest untouched is forgotten."""
    monkeypatch.setattr(purses, "REMEMBERED", 3)
    purse = Purses(1, lambda: 0.0)
    assert [purse.pay(who, 1) for who in "abcd"] == [0, 0, 0, 0]
    assert len(purse) == 3
    assert purse.pay("d", 1) > 0
    assert purse.pay("a", 1) == 0
