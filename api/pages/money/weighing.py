"""Who decides what is ticked, and by when: said before it is sent, by the policy that will decide (FND-01, FND-10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.pages.money.offer import Books, Offer
from service.fund.calendars.rules import due_at
from service.fund.policy.advice import advice, rule_name
from service.fund.policy.document.categories import Urgency
from service.fund.policy.rules import ATTESTATIONS, Finding, Line, evaluate
from service.fund.policy.rules import Question as Asked
from service.fund.policy.sentences import sentence
from service.fund.requests.judging import Judged, judge
from service.fund.requests.lines import NewLine
from service.fund.reviews.rules import Frozen
from service.fund.series.asking import spread
from service.refusals import Language

CEILINGS = ("self_issue_case", "self_issue_pivot", "self_issue_organisation")


@dataclass(frozen=True)
class Rule:
    """What a rule says of one need, with its numbers, and what to do next (RIG-01)."""

    category: str
    name: str
    sentence: str
    next: str


@dataclass(frozen=True)
class Weighed:
    """What is ticked, in cents: in all, what a rule approves at once, and how many people decide the rest by when."""

    total: int
    at_once: int
    people: int
    decide_by: datetime
    rules: tuple[Rule, ...]

    @property
    def waiting(self) -> int:
        """What waits for people."""
        return self.total - self.at_once


@dataclass(frozen=True)
class Door:
    """The emergency door tonight, in cents: what is possible alone, the ceiling that binds, and what it holds already.

    `frozen` says why it rests; it is shut in office hours, when somebody at the fund answers (FND-10).
    """

    frozen: Frozen | None
    rule: str
    ceiling: int
    before: int
    possible: int
    review_days: int


def weighed(offer: Offer, lines: Sequence[NewLine], urgency: Urgency, language: Language) -> Weighed | None:
    """What the policy in force will say of these lines; None where no fund takes requests."""
    books = offer.books
    if books is None:
        return None
    judged = _judged(books, offer, lines)
    at_once = sum(
        line.amount_cents for line in judged.lines("by_rule") if int(line.id) not in _trips(offer, lines)
    )
    total = sum(line.amount_cents for line in judged.question.lines)
    decide_by = due_at(books.policy, books.calendar, urgency, offer.now)
    return Weighed(total, at_once, judged.approvers, decide_by, _rules(judged, language))


def _spread(books: Books, offer: Offer, lines: Sequence[NewLine]) -> tuple[NewLine, ...]:
    return spread(lines, offer.now, books.policy)


def _trips(offer: Offer, lines: Sequence[NewLine]) -> set[int]:
    """Trips of a series wait for people, whatever their sum (FND-04)."""
    spread_lines = _spread(offer.books, offer, lines) if offer.books else ()
    return {at for at, line in enumerate(spread_lines) if line.series}


def _judged(books: Books, offer: Offer, lines: Sequence[NewLine]) -> Judged:
    asked = [
        Line(str(at), line.category, line.amount_cents, line.units, bool(line.reason))
        for at, line in enumerate(_spread(books, offer, lines))
    ]
    return judge(books.in_force, ATTESTATIONS, asked, books.spent, people=offer.people)


def _rules(judged: Judged, language: Language) -> tuple[Rule, ...]:
    """Each rule that asks for more than a usual decision, once per need."""
    categories = {line.id: line.category for line in judged.question.lines}
    found = [
        Rule(
            categories[finding.line],
            rule_name(finding, language),
            sentence(finding, language),
            advice(finding, "asks", language),
        )
        for finding in judged.answer.findings
        if finding.line and finding.outcome in {"not_met", "needs_waiver"}
    ]
    return tuple(dict.fromkeys(found))


def door(offer: Offer) -> Door | None:
    """What one may issue alone now; None in office hours, and where the policy opens no door."""
    books = offer.books
    if books is None or not offer.out_of_hours:
        return None
    tightest = min(_ceilings(books), key=lambda finding: _cents(finding, "possible"))
    ceiling = _cents(tightest, "ceiling")
    if not ceiling:
        return None
    return Door(
        books.frozen,
        tightest.rule,
        ceiling,
        _cents(tightest, "before"),
        0 if books.frozen else _cents(tightest, "possible"),
        books.policy.self_issue.review_within_days,
    )


def _ceilings(books: Books) -> list[Finding]:
    question = Asked(ATTESTATIONS, (), books.spent, self_issue=True, out_of_hours=True)
    return [each for each in evaluate(books.policy, question).findings if each.rule in CEILINGS]


def _cents(finding: Finding, name: str) -> int:
    return int(finding.facts[f"{name}_cents"])


def within(
    offer: Offer, lines: Sequence[NewLine], possible: int
) -> tuple[tuple[NewLine, ...], frozenset[int]]:
    """The same needs, cut where the ceiling ends, and which of them (from 1) are issued: whole ones first, in order.

    What a rule approves at once is within the ceiling too. Nights and journeys are not cut in pieces: they wait.
    """
    judged = _judged(offer.books, offer, lines) if offer.books else None
    at_once = {int(line.id) for line in judged.lines("by_rule")} if judged else set()
    room = possible - sum(lines[at].amount_cents for at in at_once)
    found: list[NewLine] = []
    issued: set[int] = set()
    for at, line in enumerate(lines):
        part = 0 if at in at_once or line.series else min(line.amount_cents, max(0, room))
        if line.units > 1 and part < line.amount_cents:
            part = 0
        room -= part
        if part:
            found.append(replace(line, amount_cents=part))
            issued.add(len(found))
        if part < line.amount_cents:
            found.append(replace(line, amount_cents=line.amount_cents - part))
    return tuple(found), frozenset(issued)
