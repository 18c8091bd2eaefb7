"""Scenario B of the requirements, thirteen steps, over HTTP; and its judge, judged. All of them hold."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli.scenario import command
from api.demo.scenarios.stage import StepReport
from api.demo.scenarios.transfer import SCRIPT
from api.demo.scenarios.wire import Reply
from api.demo.theatre import own_server
from tests.scenario.conftest import recorded, replayed, wrong_in
from tests.scenario.mutations import Mutation, answered, at, every, without_last
from tests.scenario.tape import Exchange

pytestmark = pytest.mark.xdist_group("story of a transfer")
"""It is played once, on one worker."""
HELD = frozenset(range(1, 14))


@pytest.fixture(scope="session")
async def tape(opened_demo: Path) -> list[Exchange]:
    """A run over uvicorn, with jobs and a clock that goes half a year ahead."""
    async with own_server(opened_demo) as server:
        return await recorded(server, SCRIPT)


def said(reports: list[StepReport]) -> list[str]:
    return [text.partition(" (seen")[0] for text in wrong_in(reports)]


def test_thirteen_steps_named_in_both_languages() -> None:
    assert len(SCRIPT.steps) == 13
    assert all(step.title.fr and step.title.en and step.title.fr != step.title.en for step in SCRIPT.steps)


async def test_thirteen_steps_hold_and_nothing_is_left_out(tape: list[Exchange]) -> None:
    """SAF-01, SAF-03, SAF-04, SAF-05, SAF-08, SAF-10, CNF-09, CNF-10, BED-12, ADM-03, PIV-04, FND-10, GEO-02, GEO-03,
    GEO-04, SAF-02, FND-04, FND-05, FND-12, CPL-05: a transfer from Alberta to Québec, then to British Columbia; a bus
    and a plane in one request; three journeys to court, promised once and drawn one by one."""
    reports = await replayed(tape, SCRIPT)
    assert [report.number for report in reports] == list(range(1, 14))
    assert said(reports) == []
    assert {report.number for report in reports if report.ok} == HELD
    assert [report.number for report in reports if report.not_built] == []


async def test_no_police_have_a_part(tape: list[Exchange]) -> None:
    """POL-03: an investigator only tries whether the case is open to police, and it never is."""
    police = [one for one in tape if (one.ask.person or "").startswith(("enquete", "supervision"))]
    assert {one.ask.path.split("/")[2] for one in police} == {"cases"}
    assert [one.reply.ok for one in police] == [False] * len(police)


async def test_the_command_says_so_by_its_exit(tape: list[Exchange], monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract of `relais scenario`: exit 0 only if every expectation held, and each step in the document."""
    reports = await replayed(tape, SCRIPT)

    async def play(*_: Any) -> list[StepReport]:
        return reports

    monkeypatch.setattr("api.cli.scenario._play", play)
    aloud = await asyncio.to_thread(
        CliRunner().invoke, command, ["transfer", "--url", "http://x", "--language", "en"]
    )
    assert aloud.output.splitlines() == [
        "This moves the demo's clock forward, for good. To come back: close the demo, delete its folder .relais, "
        "start it again.",
        "All 13 steps held.",
    ]
    ended = await asyncio.to_thread(CliRunner().invoke, command, ["transfer", "--json", "--language", "en"])
    document = json.loads(ended.output)
    assert (aloud.exit_code, ended.exit_code, document["ok"]) == (0, 0, True)
    assert [step["ok"] for step in document["steps"]] == [True] * 13


CASE, BOARD = "/v1/cases/ID", "/v1/board"
REFERRAL = "/v1/referrals/ID"


def without(name: str) -> Any:
    """A board that lost a house."""
    return lambda rows: [row for row in rows if row.get("name") != name]


def renamed(old: str, new: str) -> Any:
    return lambda rows: [{**row, "city": new} if row.get("city") == old else row for row in rows]


MUTATIONS: tuple[Mutation, ...] = (
    Mutation(1, "a speaking code", "POST", "/v1/cases", at("code", to="WOMAN-AB")),
    Mutation(1, "a field more", "POST", "/v1/cases", lambda r: replace(r, body={**r.body, "name": "x"})),
    Mutation(1, "a third consent", "GET", CASE, at("consents", 0, "scope", to="police_contact"), "pivot.ab"),
    Mutation(1, "police read it", "GET", CASE, answered(200), "enquete"),
    Mutation(2, "a city is lost", "GET", CASE, at("exclusions", by=lambda rows: rows[:-1]), "pivot.ab", 0),
    Mutation(2, "a risk by itself", "GET", CASE, at("risk", to="medium"), "pivot.ab"),
    Mutation(2, "the filter filters nothing", "GET", BOARD, answered(200, {"items": []}), nth=0),
    Mutation(2, "a shelter reads them", "GET", CASE + "/exclusions", answered(200, []), nth=0),
    Mutation(3, "S9 by itself", "GET", BOARD, at("items", by=lambda rows: [{**r, "hold_at_once": True} for r in rows])),
    Mutation(3, "an address", "GET", BOARD, at("items", 0, "kind", to="address: 1 Main St"), nth=0),
    Mutation(3, "S1 without its fact", "GET", BOARD, at("items", by=without("Maison S1")), nth=1),
    Mutation(3, "S2 is gone", "GET", BOARD, at("items", by=without("Maison S2")), nth=0),
    Mutation(4, "promised at once", "POST", "/v1/referrals", at("state", to="confirmed")),
    Mutation(4, "never confirmed", "GET", REFERRAL, at("state", to="held"), nth=-1),
    Mutation(4, "nobody chose", "GET", REFERRAL, at("person_chose", to=False), nth=-1),
    Mutation(5, "the card waits", "POST", "/v1/requests", at("by_rule_cents", to=0)),
    Mutation(5, "an ended agreement", "GET", "/v1/requests/ID",
             at("carrier_agreements", by=lambda rows: [*rows, {**rows[0], "carrier": "Autocars de l'Ouest"}])),
    Mutation(5, "no agreement", "GET", "/v1/requests/ID", at("carrier_agreements", to=[])),
    Mutation(5, "booked by a name", "GET", "/v1/requests/ID", at("carrier_agreements", 0, "book_as", to="Jane")),
    Mutation(6, "nobody first", "GET", "/v1/askings",
             every("asked", lambda rungs: [{**rung, "rung": "duty"} for rung in rungs]), "fonds4"),
    Mutation(6, "nobody second", "GET", "/v1/askings",
             every("asked", lambda rungs: [*rungs[:1], *({**rung, "rung": "duty"} for rung in rungs[1:])]), "fonds3"),
    Mutation(6, "no wait on record", "GET", "/v1/askings",
             every("asked", lambda rungs: [{**rung, "until": None} for rung in rungs]), "fonds3"),
    Mutation(7, "issued twice", "POST", "/v1/requests/ID/self-issue", answered(201), nth=1),
    Mutation(7, "without the card", "POST", "/v1/requests/ID/self-issue", at("facts", "total_cents", to=15_500), nth=1),
    Mutation(8, "one is enough", "POST", "/v1/requests/ID/approve", at("outcome", to="approved"), "fonds3"),
    Mutation(8, "another payee", "GET", "/v1/payouts", at("items", 0, "payee_name", to="Somebody"), nth=0),
    Mutation(8, "the case shows", "GET", "/v1/payouts", at("items", 0, "reference", to="{code}"), nth=-1),
    Mutation(9, "no consent is needed", "POST", CASE + "/co-pivots", answered(204), nth=0),
    Mutation(9, "before the acceptance", "POST", "/v1/placements/ID/reveal", answered(200), "pivot.qc", 0),
    Mutation(9, "to anybody", "POST", "/v1/placements/ID/reveal", answered(200), "pivot.on"),
    Mutation(9, "never closed", "POST", "/v1/placements/ID/reveal", answered(200), "pivot.ab", -1),
    Mutation(9, "no record of it", "GET", "/v1/shelters/ID/address/reveals", without_last, nth=-1),
    Mutation(10, "two women", "GET", "/v1/shelters/ID/stays", every("party", lambda p: p and {**p, "people": []})),
    Mutation(10, "where from", "GET", "/v1/shelters/ID/stays", every("bed", lambda b: f"{b} from Calgary")),
    Mutation(10, "another number", "GET", "/v1/shelters/ID/stays",
             every("contact", lambda c: c and {**c, "duty_number": "+1 555 0199"})),
    Mutation(11, "the phone stays silent", "GET", "/v1/live", at("events", to=[]), "pivot.qc"),
    Mutation(11, "the phone says too much", "GET", "/v1/live",
             at("events", to=[{"topic": "moves", "cause": "safety"}]), "pivot.ab"),
    Mutation(11, "S2 is proposed again", "GET", BOARD,
             at("items", by=lambda rows: [*rows, {"name": "Maison S2", "city": "Montréal"}]), nth=1),
    Mutation(11, "no question", "GET", "/v1/moves", every("asks_city", lambda _: False)),
    Mutation(11, "Montréal again", "GET", BOARD, at("items", by=renamed("Calgary", "Montréal")), nth=2),
    Mutation(11, "helped already", "POST", "/v1/requests", answered(409)),
    Mutation(12, "S2 reads where", "GET", "/v1/shelters/ID/departures",
             every("code", lambda _: "Vancouver"), "accueil.s2"),
    Mutation(12, "S6 reads where from", "GET", "/v1/shelters/ID/stays",
             every("bed", lambda _: "from Montréal"), "accueil.s6"),
    Mutation(12, "a place is lost", "GET", CASE, at("placements", by=lambda rows: rows[1:]), "pivot.qc"),
    Mutation(12, "a stranger reads it", "GET", CASE, answered(200), "pivot.on"),
    Mutation(13, "the case has closed", "GET", CASE, at("state", to="closed"), "pivot.ab"),
    Mutation(13, "one signature", "POST", "/v1/requests/ID/approve", at("outcome", to="approved"), "fonds3"),
    Mutation(13, "paid before it is drawn", "GET", "/v1/payouts", at("items", to=[{"id": "x"}]), "fonds3", -1),
    Mutation(13, "four trips", "POST", "/v1/series/ID/draws", answered(201, {"number": 4}), nth=4),
    Mutation(13, "a cent too much", "POST", "/v1/series/ID/draws", answered(201, {"number": 1}), nth=0),
    Mutation(13, "drawn twice", "POST", "/v1/series/ID/draws", at("number", to=1), nth=2),
    Mutation(13, "nothing returns", "POST", "/v1/series/ID/end", at("returned_cents", to=0)),
    Mutation(13, "the rest stays promised", "GET", "/v1/envelopes/ID", at("available_cents", to=1), nth=-1),
    Mutation(13, "her place is lost", "GET", CASE, at("placements", -1, "state", to="ended"), "pivot.qc", -1),
    Mutation(13, "the fund has closed", "POST", "/v1/requests", answered(409), nth=-1),
)  # fmt: skip


def test_each_step_that_holds_is_broken_twice_at_least() -> None:
    number = Counter(mutation.step for mutation in MUTATIONS)
    assert {step for step, times in number.items() if times >= 2} == HELD


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.step} {m.name}")
async def test_a_broken_step_turns_red(mutation: Mutation, tape: list[Exchange]) -> None:
    """Something of that step does not hold that held before, and nothing of a step before it."""
    reports = await replayed(with_code(mutation, tape).of(tape), SCRIPT)
    news = said(reports)
    assert news, "nothing turned red"
    assert int(news[0].partition(":")[0]) == mutation.step, wrong_in(reports)


def with_code(mutation: Mutation, tape: list[Exchange]) -> Mutation:
    """`{code}` in an alteration stands for the case's own."""
    code = next(
        one.reply.at("code") for one in tape if one.ask.path == "/v1/cases" and one.ask.method == "POST"
    )

    def change(reply: Reply) -> Reply:
        altered = mutation.change(reply)
        return replace(altered, body=_filled(altered.body, str(code)))

    return replace(mutation, change=change)


def _filled(body: Any, code: str) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, code) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, code) for value in body]
    return code if body == "{code}" else body
