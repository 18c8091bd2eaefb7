"""One request told in the order in which things happened: what, who by role, and by which rules (U2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.pages.formats import money
from api.pages.frame import said
from api.pages.words import WORDS
from service.fund.requests.audit import AuditedDecision, AuditedRequest
from service.fund.requests.audited_rules import AuditedRules
from service.refusals import Language
from service.reports.codebook.rules import CODE_BOOK

FUND, PIVOT = "role.fund_administrator", "role.pivot_worker"
SIGNERS = {"approver": FUND, "reviewer": FUND, "requester": PIVOT}


@dataclass(frozen=True)
class Moment:
    """One thing that happened: its words, who by role, and of a decision the rules behind it."""

    at: datetime
    what: str
    who: str
    rules: AuditedRules | None = None


@dataclass(frozen=True)
class Told:
    """Tells in one language."""

    language: Language
    rules: Mapping[UUID, AuditedRules]

    def say(self, key: str, **facts: object) -> str:
        return said(self.language, key, **facts)

    def money(self, cents: int) -> str:
        return money(cents, "CAD", self.language)

    def category(self, code: str) -> str:
        return CODE_BOOK["asked"].codes[code].said.in_(self.language)

    def moments(self, request: AuditedRequest) -> list[Moment]:
        """All of it, the earliest first."""
        found = [Moment(request.submitted_at, self.say("audit.told.asked"), self.say(PIVOT))]
        for decision in request.decisions:
            found += [*self._decided(decision), *self._around(decision)]
        found += self._moved(request)
        return sorted(found, key=lambda one: one.at)

    def _decided(self, decision: AuditedDecision) -> Iterator[Moment]:
        rules = self.rules.get(decision.id)
        if decision.kind == "by_rule":
            yield Moment(decision.made_at, self.say("audit.told.by_rule"), self.say("audit.by.rule"), rules)
        if decision.kind == "self_issued":
            yield Moment(decision.made_at, self.say("audit.told.self_issued"), self.say(PIVOT), rules)
        if decision.kind == "declined":
            yield Moment(
                decision.made_at, self.say("audit.told.declined", why=self._why(decision)), self.say(FUND)
            )
        yield from self._signed(decision, rules)

    def _why(self, decision: AuditedDecision) -> str:
        """The code of a refusal, in the words that the fund used."""
        word = f"fund.decline.{decision.code}"
        return self.say(word).lower() if word in WORDS else str(decision.code or "")

    def _signed(self, decision: AuditedDecision, rules: AuditedRules | None) -> Iterator[Moment]:
        approvals = [one for one in decision.signatures if one.role != "reviewer"]
        needed = max(decision.signers_required, len(approvals))
        if decision.kind == "people":
            for count, one in enumerate(approvals, 1):
                words = self.say("audit.told.people", count=count, needed=needed)
                yield Moment(one.signed_at, words, self.say(SIGNERS[one.role]), rules)
        for one in decision.signatures:
            if one.role == "reviewer":
                outcome = rules.outcome if rules and rules.outcome else "agreed"
                yield Moment(one.signed_at, self.say(f"audit.told.{outcome}"), self.say(FUND))

    def _around(self, decision: AuditedDecision) -> Iterator[Moment]:
        for cap in decision.caps_waived:
            words = self.say(
                "audit.told.waived", amount=self.money(cap.amount_cents), cap=self.money(cap.cap_cents)
            )
            yield Moment(cap.signed_at, words, self.say(FUND))
        for waits in decision.conditions:
            if waits.met_at:
                who = FUND if waits.met_by else "audit.by.clock"
                yield Moment(waits.met_at, self.say("audit.told.condition_met"), self.say(who))
            if waits.lapsed_at:
                words = self.say("audit.told.condition_lapsed")
                yield Moment(waits.lapsed_at, words, self.say("audit.by.clock"))
        yield from self._looked(decision)

    def _looked(self, decision: AuditedDecision) -> Iterator[Moment]:
        look = decision.second_look
        if look is None:
            return
        yield Moment(look.asked_at, self.say("audit.told.look_asked"), self.say(PIVOT))
        if look.answered_at and look.outcome:
            yield Moment(look.answered_at, self.say(f"audit.told.look_{look.outcome}"), self.say(FUND))

    def _moved(self, request: AuditedRequest) -> Iterator[Moment]:
        categories = {line.id: line.category for line in request.lines}
        for moved in request.transfers:
            words = f"{self.say(f'audit.moved.{moved.kind}')} {self.money(moved.amount_cents)}"
            of = self.category(categories[moved.line_id])
            yield Moment(moved.made_at, f"{words} · {of}", self.say("audit.by.ledger"))
