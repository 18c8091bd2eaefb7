"""What a fund's administrator finds in the morning, and each rule in words (FND-01, FND-13, ELG-01)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.clock import SetClock
from service.fund.conditions.rules import Condition
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.policy.advice import ADVICE, RULES, advice, rule_name
from service.fund.policy.document.sections import Automatic
from service.fund.policy.rules import ATTESTATIONS, Finding, Line, Question, Spent, evaluate
from service.fund.policy.sentences import SENTENCES, sentence
from service.fund.requests.lines import NewLine
from service.fund.requests.queries import RequestView, request_of
from service.fund.requests.queue import Queued, queue
from service.fund.second_looks.asking import AskSecondLook, ask_second_look
from service.partners.actor import Role
from service.refusals import LANGUAGES, NOT_ALLOWED, Refused
from tests.service.fund.conftest import Fund, a_policy, got

EVERYTHING = (
    Question(ATTESTATIONS, (Line("a", "hotel_nights", 60_000, 4, True), Line("b", "calling_card", 500))),
    Question((), (Line("a", "hotel_nights", 200_000, 4), Line("b", "calling_card", 5_001))),
    Question(ATTESTATIONS, (Line("a", "food", 1_000),), self_issue=True, out_of_hours=True),
    Question(
        ATTESTATIONS,
        (Line("a", "food", 60_000),),
        Spent(emergency_pivot_cents=1, emergency_organisation_cents=1),
        self_issue=True,
    ),
)
NOT_COVERED = a_policy(categories=a_policy().categories[:1])


def every_finding() -> list[Finding]:
    """Findings of every rule with every outcome that it can have."""
    found = [each for question in EVERYTHING for each in evaluate(a_policy(), question).findings]
    found += evaluate(NOT_COVERED, EVERYTHING[2]).findings
    none = a_policy(automatic=Automatic(per_pivot_cents=0, per_organisation_cents=0))
    return [*found, *evaluate(none, EVERYTHING[0]).findings]


def test_every_outcome_of_every_rule_has_its_sentence_and_what_to_do_next() -> None:
    """ELG-01, FND-13: what the rules can say, what is put in words, and what is advised are the same set."""
    said = {(each.rule, each.outcome) for each in every_finding()}
    assert said == set(SENTENCES) == set(ADVICE)
    assert {rule for rule, _ in said} == set(RULES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_leaves_nothing_open(language: Any) -> None:
    """FND-13, LNG-01: every fact is filled in, amounts in words, and no code is shown."""
    for finding in every_finding():
        for text in (
            sentence(finding, language),
            rule_name(finding, language),
            advice(finding, "asks", language),
            advice(finding, "decides", language),
        ):
            assert text
            assert "…" not in text
            assert "{" not in text
            assert "_" not in text


def test_what_an_outcome_says_to_the_cent() -> None:
    """ELG-01, ELG-07, FND-10: the three points in words; a cap for three people; a ceiling and what is left."""
    missing = Finding("attested", "not_met", None, {"missing": "need_is_immediate"})
    assert sentence(missing, "en") == "An attestation is missing: the need is immediate."
    capped = Finding(
        "line_cap", "needs_waiver", "a", {"amount_cents": 250_050, "cap_cents": 240_000, "people": 3}
    )
    assert sentence(capped, "en") == (
        "$2,500.50, above the cap of $2,400 for 3 people: a person may approve, with a reason."
    )
    assert sentence(capped, "fr") == (
        "2\u202f500,50\u00a0$, au-dessus du plafond de 2\u202f400\u00a0$ pour 3 personnes : une personne peut "
        "approuver, avec un motif."
    )
    assert "person of the fund decides" in advice(capped, "asks", "en")
    assert "under your name" in advice(capped, "decides", "en")


async def waiting(fund: Fund, by: UUID) -> list[Queued]:
    """An administrator's queue."""
    async with fund.store.reading(by) as session:
        return got(await queue(session, "en"))


async def read(fund: Fund, by: UUID, request: UUID) -> RequestView:
    """A request as this member reads it."""
    async with fund.store.reading(by) as session:
        found = await request_of(session, request, "en")
    assert found is not None
    return found


async def test_soonest_due_first_with_who_is_needed_and_why(fund: Fund, clock: SetClock) -> None:
    """FND-01, FND-10, FND-13: decisions, second signatures, second looks and conditions, and how late each is."""
    standard = await fund.ask(NewLine("food", 250_000), urgency="standard")
    urgent = await fund.ask(NewLine("clothing", 40_000))
    critical = await fund.ask(NewLine("food", 4_000), NewLine("calling_card", 1_000), urgency="critical")
    got(await fund.approve(fund.first, urgent.id))
    declined = await fund.ask(NewLine("food", 3_000))
    no = got(await fund.store.run(decline_request, fund.first, DeclineRequest(declined.id, "other")))
    look = got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(no.decision_id)))
    held = await fund.ask(NewLine("food", 2_000))
    line = (await fund.lines(held.id))[0]["id"]
    until = clock.now() + timedelta(days=9)
    part = ApprovedLine(line, condition=Condition("bed_confirmed", until))
    got(await fund.approve(fund.second, held.id, part))
    clock.advance(timedelta(minutes=31, seconds=30))
    found = await waiting(fund, fund.first)
    assert [
        (each.what, each.request_id, each.minutes_late, each.is_late, each.not_for_you) for each in found
    ] == [
        ("decision", critical.id, 1, True, False),
        ("second_signature", urgent.id, -89, False, True),
        ("decision", standard.id, -449, False, False),
        ("second_look", declined.id, found[3].minutes_late, False, True),
        ("condition", held.id, found[4].minutes_late, False, False),
    ]
    first, second, third, looked, waits = found
    assert [(each.category, each.open_cents) for each in first.lines] == [("food", 4_000)]
    assert (second.signatures, second.signers_required, second.one_person_up_to_cents) == (1, 2, 30_000)
    assert (third.lines[0].waivers, third.total_24h_cents) == (["line_cap"], 250_000)
    assert third.lines[0].why[0].sentence.startswith("$2,500, above the cap of $2,000")
    assert (looked.look_id, looked.due_at, looked.open_cents) == (look.id, look.answer_by, 3_000)
    assert (waits.condition, waits.due_at, waits.open_cents) == ("bed_confirmed", until, 2_000)
    assert [each.not_for_you for each in await waiting(fund, fund.second)] == [False] * 5
    async with fund.store.reading(fund.pivot) as session:
        assert await queue(session, "en") == Refused(NOT_ALLOWED)
    elsewhere = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    assert await waiting(fund, elsewhere) == []


async def test_both_sides_read_what_was_asked_which_rule_and_what_to_do_next(fund: Fund) -> None:
    """FND-13, ELG-01, POL-03: each in their own words; the refusal and its second look stand in one place."""
    request = await fund.ask(NewLine("hotel_nights", 80_000, 4, reason="Loin"))
    asks, decides = await read(fund, fund.pivot, request.id), await read(fund, fund.first, request.id)
    rule = next(each for each in decides.rules if each.rule == "unit_cap")
    assert (rule.asked, rule.name) == ("hotel nights × 4, $800", "Cap per night or trip")
    assert rule.next == "Approve with a reason, which stays under your name, or approve part."
    theirs = next(each for each in asks.rules if each.rule == "unit_cap")
    assert theirs.next == "Nothing to do: a person of the fund decides, and sees that the cap is passed."
    got(await fund.store.run(decline_request, fund.first, DeclineRequest(request.id, "amount_unclear")))
    for by, may in ((fund.pivot, True), (fund.first, False)):
        decision = (await read(fund, by, request.id)).decisions[0]
        assert (decision.code, decision.may_ask_second_look, decision.second_look) == (
            "amount_unclear",
            may,
            None,
        )
    got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(decision.id)))
    decision = (await read(fund, fund.pivot, request.id)).decisions[0]
    assert decision.second_look is not None
    assert (decision.second_look.outcome, decision.second_look.is_late, decision.may_ask_second_look) == (
        None, False, False,
    )  # fmt: skip
