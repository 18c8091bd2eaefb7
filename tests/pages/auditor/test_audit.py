"""An auditor at work: the record, what is worth a look, one request by its code; codes and decisions, never content."""

from datetime import timedelta
from typing import Any

import pytest

from service.fund.reviews.commands import ReviewDecision, review_decision
from service.partners.actor import Role
from tests.pages.auditor.conftest import Audit
from tests.service.fund.conftest import got

READ = "SELECT count(*) FROM events WHERE name = 'fund.request_audited'"
CHECKED = "INSERT INTO trail_checks (at, events, wrong) VALUES ($1, 48211, $2)"


@pytest.mark.parametrize(
    ("wrong", "language", "said"),
    [
        (0, "en", "The record is whole 48,211 events, checked 3 Nov 2026, 22:40"),
        (0, "fr", "Le registre est intact 48 211 événements, vérifiés le 3 nov. 2026, 22 h 40"),
        (2, "en", "The record is not as it was written Rows concerned: 2, of 48,211 events"),
    ],
)
async def test_home_says_what_the_last_check_found(
    audit: Audit, hands: Any, wrong: int, language: str, said: str
) -> None:
    """FND-09: whole, or not, with when and how many; before the first check neither."""
    hand = await hands(audit.auditor, language).open()
    assert ("not been checked" if language == "en" else "pas encore vérifié") in hand.words
    await audit.fund.network.superuser.execute(CHECKED, audit.fund.store.clock.now(), wrong)
    assert said in (await hand.open()).words


async def test_what_is_worth_a_look(audit: Audit, hands: Any, clock: Any) -> None:
    """FND-10: what was issued alone, what a rule's sample drew; late first once it is, and gone once it is given."""
    hand = await hands(audit.auditor).open()
    assert "Self-issued this week: 1" in hand.words
    assert "Sampled looks awaited: 1" in hand.words
    assert "late" not in hand.words
    clock.advance(timedelta(days=4))
    assert "Second signatures that are late: 1" in (await hand.open()).words
    judged = ReviewDecision(audit.issued.decision_id, outcome="objected", code="another_way")
    got(await audit.fund.store.run(review_decision, audit.fund.first, judged))
    await hand.open()
    assert "Objections this week: 1" in hand.words
    assert "late" not in hand.words
    await hand.press("Objections this week: 1")
    await hand.press(f"Open {audit.alone}: Objections this week: 1 1")
    assert "Second person: objection" in hand.words
    assert hand.taps == 2


async def test_the_database_tells_nobody_else(audit: Audit) -> None:
    """POL-03: the fund's own administrators and the pivot call the same functions, past every door, for nothing."""
    for who in (audit.fund.first, audit.fund.pivot):
        async with audit.fund.store.reading(who) as session:
            for call in ("worth_a_look()", "trail_standing()", f"audited_rules('{audit.request.id}')"):
                assert await session.connection.fetch(f"SELECT * FROM relais.{call}") == [], call
    async with audit.fund.store.reading(audit.auditor) as session:
        for call in ("worth_a_look()", "trail_standing()", f"audited_rules('{audit.request.id}')"):
            assert await session.connection.fetch(f"SELECT * FROM relais.{call}") != [], call


async def test_what_another_network_does_is_not_told(audit: Audit, hands: Any) -> None:
    """POL-03: an auditor of nobody's network reads no code of a fund, late or not."""
    network = audit.fund.network
    other = await network.member(await network.organisation("audit"), Role.AUDITOR)
    hand = await hands(other).open("/audit/looks")
    assert "Nothing worth a look." in hand.words
    assert "R-" not in hand.words
    assert "No fund in your networks." in (await hand.open("/audit/funds")).words


async def test_a_request_is_found_in_two_taps(audit: Audit, hands: Any) -> None:
    """POL-03, FND-09: by its code as people write it; who by role, which rules, and the same answer replayed; the
    reading is recorded, and no code stands in an address."""
    hand = await hands(audit.auditor).open()
    hand.fill(code=f" {audit.request.code.removeprefix('R-').lower()} ")
    await hand.press("Find a request")
    assert hand.taps == 2
    assert (hand.status, hand.path) == (200, "/audit/request")
    told = hand.words
    order = [
        "Request sent",
        "Approved by a rule",
        "Approved: 1 of 2",
        "Approved: 2 of 2",
        "Promised $400 · clothing",
    ]
    assert [told.index(each) for each in order] == sorted(told.index(each) for each in order)
    assert "Rules, v2 · replayed: same answer" in told
    assert "fund administrator" in told
    assert await audit.fund.network.superuser.fetchval(READ) == 1
    for person in (audit.fund.first, audit.fund.second, audit.fund.pivot):
        assert str(person) not in hand.html


async def test_rules_that_would_answer_otherwise_are_named(audit: Audit, hands: Any) -> None:
    """ELG-08: an answer altered behind every trigger does not replay."""
    owner = audit.fund.network.superuser
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("UPDATE decisions SET total_24h_cents = total_24h_cents + 1 WHERE kind = 'people'")
    await owner.execute("RESET session_replication_role")
    hand = await hands(audit.auditor).open("/audit/request")
    await hand.fill(code=audit.request.code).press("Find a request")
    assert "replayed: another answer" in hand.words


async def test_a_code_that_nobody_has_keeps_what_was_typed(audit: Audit, hands: Any) -> None:
    """POL-03: nothing is opened, nothing is recorded, and the code stays to be mended."""
    for code in ("R-ZZZZ9", ""):
        hand = await hands(audit.auditor).open("/audit/request")
        await hand.fill(code=code).press("Find a request")
        assert hand.status == 404
        assert "No request has this code." in hand.words
        assert hand.values()["code"] == code
    assert await audit.fund.network.superuser.fetchval(READ) == 0


async def test_switching_language_keeps_the_request(audit: Audit, hands: Any) -> None:
    """Point 13: what was opened by a form is shown again, and is one more reading."""
    hand = await hands(audit.auditor).open("/audit/request")
    await hand.fill(code=audit.request.code).press("Find a request")
    await hand.press("Français")
    assert f"Demande {audit.request.code}" in hand.words
    assert "rejouées : même réponse" in hand.words


async def test_books_draws_record_and_placements(audit: Audit, hands: Any, clock: Any) -> None:
    """FND-09, FND-10: books that balance; a month's draw made again; what was opened stands in the record."""
    hand = await hands(audit.auditor).open("/audit/funds")
    assert "Debits equal credits" in hand.words
    await hand.open("/audit/draws")
    clock.advance(timedelta(days=30))
    await hand.open("/audit/draws")
    await hand.fill(month="2026-11", fund_id=audit.fund.organisation).press("Draw again")
    assert "Decisions by rule: 1. Drawn for a look: 1. Give their number again: 1." in hand.words
    await hand.fill(month="2026-12", fund_id=audit.fund.organisation).press("Draw again")
    assert hand.status == 409
    assert "A month's draw read" in (await hand.open("/audit/record")).words
    assert "No linked stay on these days." in (await hand.open("/audit/placements")).words
    wrong = await hand.open("/audit/placements?from_day=2026-11-05&to_day=2026-11-01")
    assert (wrong.status, "2026-11-05" in wrong.html) == (422, True)


@pytest.mark.parametrize(
    "path",
    [
        "/audit/looks",
        "/audit/request",
        "/audit/funds",
        "/audit/draws",
        "/audit/record",
        "/audit/placements",
        "/audit/check",
        "/audit/checkpoint",
    ],
)
async def test_nobody_else_audits(audit: Audit, hands: Any, path: str) -> None:
    """POL-03: a fund's administrator, whose requests these are, included."""
    assert (await hands(audit.fund.first).open(path)).status == 403
