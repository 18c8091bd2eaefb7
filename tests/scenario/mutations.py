"""Three ways and more for each step of scenario A to be wrong, as alterations of single replies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.demo.scenarios.wire import Reply
from tests.scenario.tape import Change, Exchange, altered, with_value

ALL = None
UUID = r"[0-9a-f-]{36}"


@dataclass(frozen=True)
class Mutation:
    """In this step, replies at these doors (a pattern) are altered: all of them, or the nth from either end."""

    step: int
    name: str
    method: str
    path: str
    change: Callable[[Reply], Reply]
    person: str = ""
    nth: int | None = ALL

    def of(self, tape: Sequence[Exchange]) -> list[Exchange]:
        """The tape with the alteration. Raises `ValueError` when it alters nothing."""
        found = [one for one in tape if self._matches(one)]
        chosen = found if self.nth is None else [found[self.nth]]
        return altered(tape, lambda one: any(one is each for each in chosen), self.change)

    def _matches(self, one: Exchange) -> bool:
        return (
            one.step == self.step
            and one.ask.method == self.method
            and re.fullmatch(self.path.replace("ID", UUID), one.ask.path) is not None
            and (one.ask.person or "").startswith(self.person)
        )


def at(*path: str | int, to: Any = None, by: Change | None = None) -> Callable[[Reply], Reply]:
    """The value there becomes another."""
    change = by or (lambda _: to)
    return lambda reply: replace(reply, body=with_value(reply.body, path, change))


def every(name: str, change: Change) -> Callable[[Reply], Reply]:
    """This field of every row becomes another."""
    return lambda reply: replace(reply, body=[{**row, name: change(row.get(name))} for row in reply.body])


def whole(body: Any) -> Callable[[Reply], Reply]:
    """The body becomes another."""
    return lambda reply: replace(reply, body=body)


def answered(status: int, body: Any = None) -> Callable[[Reply], Reply]:
    """Another answer altogether."""
    return lambda _: Reply(status, body if body is not None else {})


def without_last(reply: Reply) -> Reply:
    """A list that lost its last row."""
    return replace(reply, body=reply.body[:-1])


def with_field(name: str) -> Callable[[Reply], Reply]:
    """An API description in which a request has one field more."""

    def add(reply: Reply) -> Reply:
        schemas = dict(reply.body["components"]["schemas"])
        schemas["Grown"] = {"type": "object", "properties": {name: {"type": "boolean"}}}
        return replace(reply, body={**reply.body, "components": {"schemas": schemas}})

    return add


REVIEW = "/v1/agreements/ID/review"
OPERATION = "/v1/operations/ID"
EXPECTED = "/v1/expected-arrivals"
HELD_ROW = {"state": "held", "place_id": "p", "window_starts_at": "2026-01-01T00:00:00Z"}

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(1, "nine are possible", "POST", "/v1/feasibility", at("possible", to=9)),
    Mutation(1, "all by agreement", "POST", "/v1/feasibility", at("by_agreement", to=10)),
    Mutation(
        1, "a shelter is named", "POST", "/v1/feasibility", at("sentence", to="10 possible: Maison S10")
    ),
    Mutation(1, "a fourth agreement", "GET", "/v1/agreements", at(0, "shelter", to="Maison S3")),
    Mutation(1, "a count is not applied", "POST", "/v1/shelters/ID/counts", at("applied", to=False), nth=0),
    Mutation(2, "a speaking reference", "POST", "/v1/operations", at("reference", to="OPAPA-2026")),
    Mutation(2, "S3 is asked", "GET", "/v1/shelter-requests", whole([{"state": "requested"}]), "accueil.s3@"),
    Mutation(2, "S10 expects somebody", "GET", EXPECTED, whole([HELD_ROW]), "accueil.s10@"),
    Mutation(2, "nothing is held", "POST", "/v1/operations", answered(409)),
    Mutation(3, "nine are held", "GET", OPERATION, at("operation", "held", to=9)),
    Mutation(3, "another label", "GET", OPERATION, at("operation", "not_placed", 0, "label", to="C")),
    Mutation(3, "no way out is said", "GET", OPERATION, at("sentence", to="8 of 10 held.")),
    Mutation(
        3, "a held place is lost", "GET", OPERATION, at("operation", "places", 0, "state", to="released")
    ),
    Mutation(3, "a site is told", "GET", OPERATION, at("operation", "reference", to="Hôtel S8")),
    Mutation(4, "both rooms without asking", "POST", "/v1/overrides/ID/decision", at("outcome", to="held")),
    Mutation(4, "the hotel expects one less", "GET", EXPECTED, without_last, "accueil.s8@"),
    Mutation(4, "a reason is missing", "GET", "/v1/overrides", at(0, "reason", to=None), nth=-1),
    Mutation(
        4,
        "the rule is lifted for another",
        "GET",
        OPERATION,
        at("operation", "places", 0, "override", to="granted"),
        nth=-1,
    ),
    Mutation(5, "the phone stays silent", "GET", "/v1/live", at("events", to=[])),
    Mutation(
        5,
        "the phone says too much",
        "GET",
        "/v1/live",
        at("events", to=[{"topic": "arrivals", "police": "P1"}]),
    ),
    Mutation(5, "a woman at S4", "GET", EXPECTED, at(0, "gender", to="woman"), "accueil.s4@"),
    Mutation(
        5, "the desk reads the agreement", "GET", EXPECTED, every("agreement", lambda _: "P1"), "accueil.s4@"
    ),
    Mutation(
        5, "another number", "GET", EXPECTED, every("call_back", lambda _: "+1 555 0199"), "accueil.s4@"
    ),
    Mutation(5, "the desk reads police", "GET", EXPECTED, at(0, "shelter", to="Police hold"), "accueil.s4@"),
    Mutation(
        5,
        "the coordinator does not see the agreement",
        "GET",
        EXPECTED,
        every("agreement", lambda _: None),
        "coordination.s4@",
    ),
    Mutation(6, "three are possible", "POST", "/v1/feasibility", at("possible", to=3)),
    Mutation(6, "the owner shows", "POST", "/v1/feasibility", at("sentence", to="1 possible, 2 for P1")),
    Mutation(6, "the operation opens", "GET", OPERATION, answered(200)),
    Mutation(7, "nothing is asked", "PATCH", OPERATION, at("asked", to=0)),
    Mutation(
        7,
        "a held place waits again",
        "GET",
        OPERATION,
        at("operation", "places", 0, "state", to="waiting"),
        nth=1,
    ),
    Mutation(7, "the hotel is asked for one", "GET", "/v1/shelter-requests", at(0, "places", to=1)),
    Mutation(
        7, "two share a room already", "GET", EXPECTED, every("claim_id", lambda _: "one"), "accueil.s8@", -1
    ),
    Mutation(8, "no room is released", "POST", OPERATION + "/keep-together", at("released", to=0)),
    Mutation(
        8,
        "each keeps a room",
        "GET",
        EXPECTED,
        lambda r: replace(r, body=[{**row, "claim_id": str(n)} for n, row in enumerate(r.body)]),
        "accueil.s8@",
        0,
    ),
    Mutation(
        8,
        "no line on record",
        "GET",
        "/demo/verification",
        lambda r: replace(r, body={**r.body, "seen": {"leaves": 0, "pending": 0}}),
        nth=-1,
    ),
    Mutation(9, "the arrival counts at once", "POST", "/v1/arrivals", answered(201), nth=0),
    Mutation(9, "another sentence", "POST", "/v1/arrivals", at("title", to="No."), nth=0),
    Mutation(9, "named is enough", "POST", "/v1/arrivals", answered(201), nth=1),
    Mutation(9, "no yes is needed to see people", "GET", "/v1/hand-overs/ID/arrivals", answered(200, [])),
    Mutation(10, "two people, one code", "POST", "/v1/cases", at("code", to="K7Q-42M")),
    Mutation(
        10,
        "somebody is elsewhere",
        "GET",
        "/v1/hand-overs/ID/arrivals",
        at(0, "shelter", to="Maison S3"),
        nth=0,
    ),
    Mutation(
        10,
        "the place stays held",
        "GET",
        EXPECTED,
        lambda r: replace(r, body=[*r.body, {**r.body[0], "state": "held"}]),
        "accueil.s8@",
        -1,
    ),
    Mutation(10, "no place for whoever left", "GET", "/v1/board", at("items", to=[])),
    Mutation(
        11, "twelve are received", "GET", OPERATION, at("sentence", to="12 received of 12. Pivot: clinic.")
    ),
    Mutation(
        11, "places are still shown", "GET", OPERATION, at("operation", "places", to=[{"state": "held"}])
    ),
    Mutation(11, "it stays open", "GET", OPERATION, at("operation", "state", to="held")),
    Mutation(11, "nights are not counted", "GET", "/v1/agreements", every("nights_held", lambda _: 0)),
    Mutation(
        11,
        "every night was used",
        "GET",
        REVIEW,
        at("evidence", "nights_used", by=lambda n: n + 1),
        "coord",
        -2,
    ),
    Mutation(11, "police read the review", "GET", REVIEW, answered(200), "enquete.p1@"),
    Mutation(11, "the review is forgotten", "GET", REVIEW, at("earlier", to=[]), "coord", -1),
    Mutation(12, "cards wait", "POST", "/v1/requests", at("by_rule_cents", to=0), nth=0),
    Mutation(
        12,
        "one signature is enough",
        "POST",
        "/v1/requests/ID/approve",
        at("outcome", to="approved"),
        "fonds1@",
        0,
    ),
    Mutation(12, "the same hand signs twice", "POST", "/v1/requests/ID/approve", answered(201), "fonds1@", 1),
    Mutation(
        12, "money is missing", "GET", "/v1/envelopes/ID", at("available_cents", by=lambda v: v - 1), nth=-1
    ),
    Mutation(
        12, "no time is shown", "GET", "/v1/requests/ID", at("lines", 0, "minutes_to_decide", to=None), nth=0
    ),
    Mutation(
        12, "a payment never arrives", "GET", "/v1/payouts", at("items", 0, "state", to="unknown"), nth=-1
    ),
    Mutation(
        13, "nothing is known elsewhere", "GET", "/v1/requests/ID", at("already_funded", to=[]), "fonds3@"
    ),
    Mutation(13, "no warning", "POST", "/v1/requests/ID/approve", answered(201), nth=0),
    Mutation(13, "the warning is a refusal", "POST", "/v1/requests/ID/approve", answered(409), nth=1),
    Mutation(
        13,
        "the amount shows",
        "GET",
        "/v1/requests/ID",
        at("already_funded", 0, "band", to="2500 cents"),
        "fonds3@",
    ),
    Mutation(13, "the other fund reads it", "GET", "/v1/requests/ID", answered(200), "fonds1@"),
    Mutation(14, "a field asks", "GET", "/schema/openapi.json", with_field("cooperates_with_police")),
    Mutation(14, "an invented field is taken", "POST", "/v1/cases/ID/consents", answered(201)),
    Mutation(14, "a sentence is taken", "POST", "/v1/requests", answered(201)),
    Mutation(
        14, "a payment changes", "GET", "/v1/envelopes/ID", at("spent_cents", by=lambda v: v - 1), nth=-1
    ),
    Mutation(15, "nobody is reminded", "GET", "/v1/reminders", whole([]), nth=-1),
    Mutation(
        15,
        "two places at S4",
        "GET",
        "/v1/board",
        at("items", by=lambda rows: [{**row, "free": 2} for row in rows]),
        nth=0,
    ),
    Mutation(15, "counted twice", "POST", "/v1/unmet-needs", at("counted", to=True), nth=-1),
    Mutation(15, "three needs", "GET", "/v1/unmet-needs", every("needs", lambda n: n + 1)),
    Mutation(15, "S7 reads where", "GET", EXPECTED, whole([{"next": "Maison S4"}]), "accueil.s7@", -1),
    Mutation(15, "no reason is needed", "POST", "/v1/requests", answered(201), nth=0),
    Mutation(16, "the record is wrong", "GET", "/demo/verification", at("ok", to=False), nth=0),
    Mutation(16, "the copy passes", "POST", "/demo/altered-copy", at("after", "wrong", to=[])),
    Mutation(
        16, "another row is named", "POST", "/demo/altered-copy", at("after", "wrong", 0, "id", to="another")
    ),
    Mutation(
        16,
        "a second row is named",
        "POST",
        "/demo/altered-copy",
        at("after", "wrong", by=lambda rows: rows * 2),
    ),
    Mutation(16, "anybody reads it", "GET", "/demo/verification", answered(200), "pivot.on@"),
    Mutation(17, "twelve arrivals", "GET", "/v1/reports/annual", at("arrivals", "count", to=12), "audit@"),
    Mutation(
        17,
        "two women are shown",
        "GET",
        "/v1/reports/annual",
        at("gender", "cells", "woman", to={"count": 2, "shown": "2"}),
        "audit@",
    ),
    Mutation(
        17,
        "men tell how many women",
        "GET",
        "/v1/reports/annual",
        at("gender", "cells", "man", to={"count": 9, "shown": "9"}),
        "audit@",
    ),
    Mutation(
        17,
        "one cent off",
        "GET",
        "/v1/reports/annual",
        at("totals", "promised_cents", by=lambda v: (v or 0) + 1),
        "audit@",
    ),
    Mutation(
        17, "every night was used", "GET", "/v1/reports/annual", at("nights_held_unused", to=0), "audit@"
    ),
)
