"""Eligible is who is attested: no form, no label, no status, no complaint, no claim, no score (ELG, CPL)."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cases.commands import Dependant, Party
from service.cases.rules import FORMS
from service.fund import said
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.policy.advice import ADVICE, RULES
from service.fund.policy.rules import ATTESTATIONS, Line, Question, Spent, evaluate
from service.fund.policy.sentences import SENTENCES
from service.fund.requests.lines import NewLine
from service.fund.requests.queries import request_of
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.refusals import Said
from tests.quality.source import PROJECT
from tests.service.fund.conftest import Fund, a_policy, got, with_policy

FOOD = NewLine("food", 4_000)


@given(attested=st.sets(st.sampled_from(ATTESTATIONS)), cents=st.integers(1, 10**8))
def test_attested_is_eligible_and_nothing_else_is_asked(attested: set[str], cents: int) -> None:
    """ELG-01, ELG-03, ELG-04, ELG-09, CPL-01, CPL-03: three points and no other fact: the fields of a
    question are amounts, hours and sums, and no word about the person."""
    answer = evaluate(a_policy(), Question(tuple(attested), (Line("a", "food", cents),)))
    eligible = attested == set(ATTESTATIONS)
    assert ("attested" in {each.rule for each in answer.refusals()}) is not eligible
    assert answer.route_of("a").route == ("people" if eligible else "refused")
    assert Question.__struct_fields__ == (
        "attested",
        "lines",
        "spent",
        "self_issue",
        "out_of_hours",
        "people",
    )
    assert Line.__struct_fields__ == ("id", "category", "amount_cents", "units", "has_reason", "before_cents")


async def test_every_form_of_exploitation_is_the_same_question(fund: Fund) -> None:
    """ELG-06, ELG-01: sexual, labour, domestic, forced marriage, forced criminality, a child's, and "not determined":
    each is approved, and what the fund was asked and what it reads is the same to the letter."""
    assert len(FORMS) >= 8
    asked, read = set(), set()
    for form in FORMS:
        request = await fund.ask(FOOD, case=await fund.case(forms=(form,)))
        line = (await fund.lines(request.id))[0]["id"]
        async with fund.store.reading(fund.first) as session:
            view = await request_of(session, request.id, "fr")
        read.add(without_ids(view, str(line), request.code, str(request.id)))
        assert got(await fund.approve(fund.first, request.id)).outcome == "approved"
        question = await fund.network.superuser.fetchval(
            "SELECT question::text FROM decisions WHERE request_id = $1", request.id
        )
        asked.add(question.replace(str(line), "line"))
    assert (len(asked), len(read)) == (1, 1)


def without_ids(view: Any, *ids: str) -> str:
    """What a view says, without what names it."""
    text = msgspec.json.encode(view).decode()
    for each in ids:
        text = text.replace(each, "-")
    return text


async def test_another_payer_is_told_and_weighs_nothing(fund: Fund) -> None:
    """ELG-05: to reclaim later; approved at once by the same rule, read by the fund, and no part of the question."""
    card = NewLine("calling_card", 1_000)
    plain, possible = await fund.ask(card), await fund.ask(replace(card, other_payer_possible=True))
    assert plain.by_rule_cents == possible.by_rule_cents == 1_000
    for request, told in ((plain, False), (possible, True)):
        async with fund.store.reading(fund.first) as session:
            view = await request_of(session, request.id, "fr")
        assert view is not None
        assert view.lines[0].other_payer_possible is told
    questions = await fund.network.superuser.fetch("SELECT question::text AS q FROM decisions")
    assert not [row["q"] for row in questions if "payer" in row["q"]]


async def test_children_who_come_along_count_in_the_amounts(fund: Fund) -> None:
    """ELG-07: two children raise the cap of food by 150 dollars each; one cent above it needs a reason."""
    food = next(rule for rule in a_policy().categories if rule.category == "food")
    others = tuple(rule for rule in a_policy().categories if rule.category != "food")
    raised = msgspec.structs.replace(food, cap_cents=10_000, further_person_cents=15_000)
    policy = a_policy(version=2, in_force_from=date(2026, 2, 1), categories=(raised, *others))
    await with_policy(fund.store, fund.first, fund.second, policy)
    family = Party("woman", (Dependant("<16"), Dependant("<16")))
    for party, cents, waivers in (
        (family, 40_000, []),
        (family, 40_001, ["line_cap"]),
        (Party("woman"), 10_001, ["line_cap"]),
    ):
        request = await fund.ask(NewLine("food", cents), case=await fund.case(party=party))
        people = await fund.network.superuser.fetchval(
            "SELECT people FROM fund_requests WHERE id = $1", request.id
        )
        assert people == 1 + len(party.dependants)
        for by in (fund.first, fund.second)[: 1 if cents < 30_000 else 2]:
            got(await fund.approve(by, request.id, reason="Trois lits" if waivers else None))
        found = await fund.network.superuser.fetch(
            "SELECT w.rule FROM waivers w JOIN decisions d ON d.id = w.decision_id WHERE d.request_id = $1",
            request.id,
        )
        assert [row["rule"] for row in found] == waivers


async def test_declined_help_is_counted_nowhere(fund: Fund) -> None:
    """FND-14: after a refusal, a withdrawal and two earlier requests, the next is asked the very same question."""
    case = await fund.case()
    questions = []
    for what in ("decline", "withdraw", "approve"):
        request = await fund.ask(FOOD, case=case)
        if what == "decline":
            got(await fund.store.run(decline_request, fund.first, DeclineRequest(request.id, "other")))
        if what == "withdraw":
            got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)))
        if what == "approve":
            assert got(await fund.approve(fund.first, request.id)).outcome == "approved"
        row = await fund.network.superuser.fetchval(
            "SELECT question FROM decisions WHERE request_id = $1", request.id
        )
        questions += [msgspec.json.decode(row, type=Question)] if row else []
    assert [each.spent for each in questions] == [Spent(), Spent()]


async def test_medication_meanwhile_and_no_police_anywhere(fund: Fund) -> None:
    """FND-15, CPL-02, CPL-04: asked, approved and paid, in a network without a single police organisation."""
    request = await fund.ask(NewLine("medication_bridge", 6_500))
    assert got(await fund.approve(fund.first, request.id)).outcome == "approved"
    intent = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(intent, "recu 3", 6_500)))
    assert (await fund.lines(request.id))[0]["state"] == "paid"
    assert (
        await fund.network.superuser.fetchval("SELECT count(*) FROM organisations WHERE kind = 'police'") == 0
    )


LABEL = re.compile(
    r"victim|survivor|survivant|trafiqu|trafficked|deserving|méritant|genuine|crédib|credib", re.I
)
"""Words that force a label, or ask whether somebody deserves it."""


def words_of_money() -> list[str]:
    """Every sentence that stands beside money: rules, advice, lists; and every page that somebody may hand on."""
    tables = (said, *(table for table in (SENTENCES, ADVICE, RULES)))
    found = [text for table in tables for text in texts(table)]
    pages = sorted((PROJECT / "api/pages/templates").glob("*.html"))
    assert len(found) > 100
    assert len(pages) > 20
    return [*found, *(page.read_text(encoding="utf-8") for page in pages)]


def texts(value: Any) -> list[str]:
    """All that is said in both languages somewhere inside."""
    if isinstance(value, Said):
        return [value.fr, value.en]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    inside = getattr(value, "__dict__", {})
    return [text for name, each in inside.items() if not name.startswith("__") for text in texts(each)]


@pytest.mark.parametrize("word", ["victime", "Survivors", "trafficked"])
def test_the_label_is_forced_on_nobody(word: str) -> None:
    """ELG-02: no such word beside money or on a page that somebody may hand on; and the scan would find one."""
    assert LABEL.search(f"une {word} de")
    assert [text for text in words_of_money() if LABEL.search(text)] == []
