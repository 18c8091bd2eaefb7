"""What `relais check` finds about decisions when a hand past every trigger has broken them (FND-11, FND-13, RIG-01)."""

from datetime import timedelta

from service.fund.conditions.rules import Condition
from service.fund.decisions.checks import CHECKS
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.requests.lines import NewLine
from service.fund.second_looks.answering import OverturnRefusal, overturn_refusal
from service.fund.second_looks.asking import AskSecondLook, ask_second_look
from tests.service.fund.conftest import Fund, got
from tests.service.fund.test_checks import found_after, wrong

BROKEN: tuple[tuple[str, set[str]], ...] = (
    ("DELETE FROM waivers", {CHECKS[0].name}),
    ("UPDATE waivers SET signed_by = gen_random_uuid()", {CHECKS[0].name}),
    ("UPDATE second_looks SET answered_by = asked_by", {CHECKS[1].name}),
    (
        "UPDATE second_looks k SET answered_by = s.member_id FROM signatures s WHERE s.decision_id = k.decision_id",
        {CHECKS[1].name},
    ),
    ("UPDATE release_conditions SET met_at = NULL, met_by = NULL", set()),
)


async def test_sound_decisions_are_silent_and_broken_ones_named(fund: Fund) -> None:
    """FND-11, FND-13, RIG-01: a waiver, a second look and a condition; then each of them by hand."""
    dear = await fund.ask(NewLine("food", 200_001))
    for by in (fund.first, fund.second):
        got(await fund.approve(by, dear.id, reason="Une famille de six"))
    refused = await fund.ask(NewLine("food", 5_000))
    no = got(await fund.store.run(decline_request, fund.first, DeclineRequest(refused.id, "other")))
    look = got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(no.decision_id)))
    got(await fund.store.run(overturn_refusal, fund.second, OverturnRefusal(look.id)))
    held = await fund.ask(NewLine("clothing", 5_000))
    line = (await fund.lines(held.id))[0]["id"]
    until = fund.store.clock.now() + timedelta(days=3)
    part = ApprovedLine(line, condition=Condition("bed_confirmed", until))
    got(await fund.approve(fund.first, held.id, part))
    assert await wrong(fund) == []
    for statement, named in BROKEN:
        assert await found_after(fund.network.superuser, statement) & {each.name for each in CHECKS} == named
    leaves = "UPDATE payout_intents SET state = 'sent' WHERE state = 'held'"
    assert CHECKS[2].name in await found_after(fund.network.superuser, leaves)
