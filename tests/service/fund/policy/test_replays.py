"""Decisions of another day, as they were stored then: every version of Relais gives the same answers to them."""

import json
from collections import Counter
from typing import Any

import msgspec
import pytest

from service.fund.policy.rules import Answer, Question, read, replays
from service.fund.policy.simulating.replay import does_not_replay, says_other_numbers
from tests.quality.source import PROJECT

STORED: dict[str, Any] = json.loads((PROJECT / "tests/samples/decisions_2026_11.json").read_text())
DECISIONS = STORED["decisions"]


def row(stored: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A decision as the check reads it from its tables."""
    question = {**stored["question"], **changes}
    lines = question["lines"] if isinstance(question["lines"], list) else []
    return {
        "id": "d",
        "document": STORED["documents"][stored["document"]],
        "question": json.dumps(question),
        "answer": json.dumps(stored["answer"]),
        "total_24h_cents": sum(line["amount_cents"] for line in lines) + question["spent"]["case_cents"],
    }


@pytest.mark.parametrize("stored", DECISIONS, ids=range(len(DECISIONS)))
def test_what_was_answered_before_is_answered_now(stored: dict[str, Any]) -> None:
    """ELG-08: the documents had fewer fields, the questions counted nobody; the answers are the same to the letter."""
    policy = read(STORED["documents"][stored["document"]].encode())
    question = msgspec.convert(stored["question"], Question)
    assert question.people == 1
    assert replays(policy, question, msgspec.convert(stored["answer"], Answer))
    assert does_not_replay(row(stored)) is None


def test_the_stored_decisions_went_every_way() -> None:
    """ELG-08: what never went a way would prove nothing of it."""
    routes = Counter(line["route"] for stored in DECISIONS for line in stored["answer"]["lines"])
    assert routes.keys() == {"by_rule", "people", "self_issued", "refused"}
    rules = {finding["rule"] for stored in DECISIONS for finding in stored["answer"]["findings"]}
    assert {"attested", "covered", "line_cap", "unit_cap", "units", "automatic", "self_issue_case"} <= rules
    assert {line["approvers"] for stored in DECISIONS for line in stored["answer"]["lines"]} == {0, 1, 2, 3}


def test_what_was_changed_is_caught() -> None:
    """ELG-08: a question with another amount, another attestation or nothing to read is named."""
    stored = next(each for each in DECISIONS if each["answer"]["lines"][0]["route"] == "people")
    lines = [{**line, "amount_cents": line["amount_cents"] + 1} for line in stored["question"]["lines"]]
    assert does_not_replay(row(stored, lines=lines)) == "decision d replays to another answer"
    assert does_not_replay(row(stored, attested=[])) == "decision d replays to another answer"
    assert does_not_replay({**row(stored), "total_24h_cents": 1}) == "decision d replays to another answer"
    assert does_not_replay(row(stored, lines=7)) == "decision d cannot be read"
    assert says_other_numbers({"id": "p", "document": "{}"}) == "policy p cannot be read"
