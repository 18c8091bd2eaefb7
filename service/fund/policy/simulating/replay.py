"""Every decision ever made replays to the same answer, from what is stored with it (ELG-08): lines of the checks."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from service.checks import Check
from service.fund.policy.commands import numbers
from service.fund.policy.rules import Answer, Question, read, replays


def does_not_replay(row: Mapping[str, Any]) -> str | None:
    """What is wrong with a stored decision: it gives another answer, or holds another sum; None when nothing is."""
    try:
        policy = read(row["document"].encode())
        question = msgspec.json.decode(row["question"], type=Question)
        answer = msgspec.json.decode(row["answer"], type=Answer)
    except msgspec.DecodeError:
        return f"decision {row['id']} cannot be read"
    asked = sum(line.amount_cents for line in question.lines)
    total = asked + question.spent.case_cents
    if replays(policy, question, answer) and row["total_24h_cents"] == total:
        return None
    return f"decision {row['id']} replays to another answer"


def says_other_numbers(row: Mapping[str, Any]) -> str | None:
    """What is wrong with a stored version: the numbers that PostgreSQL holds decisions to are not its document's."""
    try:
        policy = read(row["document"].encode())
    except msgspec.DecodeError:
        return f"policy {row['id']} cannot be read"
    expected = {"version": policy.version, "region": policy.region, **numbers(policy)}
    return None if {name: row[name] for name in expected} == expected else f"policy {row['id']}"


CHECKS: Final = (
    Check(
        "every decision replays to the answer that is stored with it",
        """
        SELECT d.id, p.document, CAST(d.question AS text) AS question, CAST(d.answer AS text) AS answer,
               d.total_24h_cents
        FROM decisions d JOIN policies p ON p.id = d.policy_id ORDER BY d.made_at, d.id
        """,
        "SELECT count(*) FROM decisions",
        does_not_replay,
    ),
    Check(
        "the numbers that decisions are held to are those of the signed document",
        "SELECT * FROM policies ORDER BY proposed_at, id",
        "SELECT count(*) FROM policies",
        says_other_numbers,
    ),
    Check(
        "every request that was received names a version of its fund",
        """
        SELECT format('request %s', r.id) FROM fund_requests r JOIN policies p ON p.id = r.policy_id
        WHERE p.organisation_id <> r.fund_organisation_id OR p.region <> r.region
        """,
        "SELECT count(*) FROM fund_requests",
    ),
)
