"""Another policy, asked the questions of the past."""

import json

import msgspec

from api.cli.policy import plain, simulations, told
from service.fund.policy.commands import ProposePolicy, propose_policy
from service.fund.policy.document.categories import Category, CategoryRule
from service.fund.policy.document.sections import Band
from service.fund.policy.rules import ATTESTATIONS, Line, LineAnswer, Question, evaluate
from service.fund.policy.simulating.past import simulated
from service.fund.policy.simulating.simulation import Change, OfCategory, OfWay, Past, Way, simulate
from service.fund.requests.lines import NewLine
from service.refusals import Refused
from tests.service.fund.conftest import Fund, a_policy, got

ONE, TWO = Way("people", 1), Way("people", 2)


def past(
    code: str, cents: int, category: Category = "food", region: str = "CA-ON", judged_by: str | None = None
) -> Past:
    """A request of one line, decided under the test rules."""
    question = Question(ATTESTATIONS, (Line("a", category, cents),))
    return Past(code, question, evaluate(a_policy(), question), frozenset({"a"}), region, judged_by)


def test_what_a_lower_band_would_have_changed() -> None:
    """ELG-08: of four requests, the two between the bands would have needed a second person: so many cents."""
    stricter = a_policy(version=2, bands=(Band(1, 20_000), Band(2)))
    asked = [past("R-1", 10_000), past("R-2", 25_000), past("R-3", 40_000), past("R-4", 30_000, "clothing")]
    found = simulate(stricter, asked)
    assert (found.requests, found.changed, found.cents) == (4, 2, 55_000)
    changed = LineAnswer("a", "people", 1), LineAnswer("a", "people", 2)
    assert found.changes == (
        Change("R-4", "clothing", 30_000, *changed),
        Change("R-2", "food", 25_000, *changed),
    )
    assert found.by_category == (OfCategory("clothing", 1, 30_000), OfCategory("food", 1, 25_000))
    assert found.by_way == (OfWay(ONE, TWO, 2, 55_000),)


def test_the_same_policy_changes_nothing() -> None:
    """ELG-08: another version with the same rules gives the same answers."""
    assert simulate(a_policy(version=9), [past("R-1", 10_000)]).changes == ()
    assert simulate(a_policy(), []).requests == 0


def test_a_line_counts_in_the_decision_that_was_about_it() -> None:
    """ELG-08: what a rule left to people is not asked twice."""
    lines = (Line("a", "food", 25_000), Line("b", "calling_card", 1_000))
    question = Question(ATTESTATIONS, lines)
    by_rule = Past("R-1", question, evaluate(a_policy(), question), frozenset({"b"}), "CA-ON")
    assert simulate(a_policy(bands=(Band(2),)), [by_rule]).changes == ()
    no_cards = (CategoryRule(category="food", cap_cents=100_000),)
    found = simulate(a_policy(categories=no_cards), [by_rule])
    assert found.by_way == (OfWay(Way("by_rule", 0), Way("refused", 0), 1, 1_000),)


def test_a_line_decided_twice_counts_once() -> None:
    """ELG-08: declined and looked at again, or approved in parts: one line, with the most that was asked of it."""
    asked = [past("R-1", 15_000), past("R-1", 25_000), past("R-2", 25_000)]
    found = simulate(a_policy(bands=(Band(2),)), asked)
    assert (found.requests, found.changed, found.cents) == (2, 2, 50_000)
    assert found.by_category == (OfCategory("food", 2, 50_000),)


def test_a_policy_is_asked_what_it_would_judge() -> None:
    """ELG-10: a region's its own requests, whoever judged them; the national one what a national one judged."""
    asked = [
        past("R-1", 25_000),
        past("R-2", 25_000, region="CA-QC"),
        past("R-3", 25_000, region="CA-QC", judged_by="CA-QC"),
    ]
    bands = (Band(2),)
    national, quebec = a_policy(bands=bands), a_policy(bands=bands, region="CA-QC")
    assert [change.request for change in simulate(national, asked).changes] == ["R-1", "R-2"]
    assert [change.request for change in simulate(quebec, asked).changes] == ["R-2", "R-3"]


async def test_a_fund_looks_before_it_signs(fund: Fund) -> None:
    """ELG-08: its own stored questions, before the second signature and from the terminal; nobody else's."""
    mixed = await fund.ask(NewLine("food", 25_000), NewLine("calling_card", 1_500))
    got(await fund.approve(fund.first, mixed.id))
    stricter = a_policy(
        version=2,
        bands=(Band(1, 20_000), Band(2)),
        categories=(
            CategoryRule(category="food", cap_cents=200_000),
            CategoryRule(category="calling_card", cap_cents=1_000),
        ),
    )
    policy_id = got(await fund.store.run(propose_policy, fund.second, ProposePolicy(stricter)))
    async with fund.store.reading(fund.first) as session:
        seen = got(await simulated(session, policy_id))
    async with fund.store.reading(fund.pivot) as session:
        assert isinstance(await simulated(session, policy_id), Refused)
    assert (seen.requests, seen.changed, seen.cents) == (1, 1, 26_500)
    assert seen.by_category == (OfCategory("food", 1, 25_000), OfCategory("calling_card", 1, 1_500))
    assert seen.by_way == (OfWay(ONE, TWO, 1, 25_000), OfWay(Way("by_rule", 0), TWO, 1, 1_500))

    superuser = fund.network.superuser
    ((name, found),) = await simulations(superuser, stricter, str(fund.organisation))
    assert json.loads(msgspec.json.encode(plain(name, found)))["cents"] == 26_500
    assert list(told(name, found)) == [
        name,
        "  FR  Demandes qui iraient autrement : 1 sur 1, pour 265\u00a0$.",
        "      nourriture (1): 250\u00a0$",
        "      carte d'appel (1): 15\u00a0$",
        "      par une personne → par 2 personnes (1): 250\u00a0$",
        "      par la règle → par 2 personnes (1): 15\u00a0$",
        "  EN  Requests that would go another way: 1 of 1, for $265.",
        "      food (1): $250",
        "      calling card (1): $15",
        "      by one person → by 2 people (1): $250",
        "      by rule → by 2 people (1): $15",
        f"  {mixed.code}: food, 25000: people (1) -> people (2)",
        f"  {mixed.code}: calling_card, 1500: by_rule (0) -> people (2)",
    ]
    assert await simulations(superuser, stricter, "Nobody") == []
