"""A sentence never shows a raw code: each code that a reason may carry has words in both languages."""

import re
from collections.abc import Iterable
from typing import get_args

import pytest

from service.beds.referrals.rules import State
from service.beds.refusals import WRONG_STATE
from service.cases.refusals import CONSENT_MISSING
from service.cases.rules import SCOPES
from service.fund import refusals as fund
from service.fund.policy.document.categories import CATEGORIES
from service.fund.policy.document.fault_words import FAULTS, PLACES
from service.fund.policy.rules import ATTESTATIONS
from service.fund.rails.webhooks import Flaw
from service.fund.series.refusals import NOT_A_SERIES
from service.fund.series.rules import Fault as SeriesFault
from service.refusals import LANGUAGES, Reason, Refused
from tests.quality.source import PROJECT
from tests.quality.test_words import FACT, OURS

PAYOUT_STATES = re.findall(
    r"'(\w+)'",
    re.findall(
        r"CHECK \(state IN \(([^)]*)\)", (PROJECT / "migrations/fund/reconciling/payouts.py").read_text()
    )[0],
)
POLICY_RULES = (PROJECT / "service/fund/policy/document/faults.py").read_text()
FAULT_CODES = re.findall(r'Fault\("(\w+)"', POLICY_RULES)
FAULT_PLACES = {*re.findall(r'Fault\("\w+", "(\w+)"\)', POLICY_RULES), "calendar", "region"}

CODES: dict[tuple[str, str], Iterable[str]] = {
    (WRONG_STATE.code, "state"): get_args(State),
    (fund.PAYOUT_ELSEWHERE.code, "state"): PAYOUT_STATES,
    (CONSENT_MISSING.code, "scope"): SCOPES,
    (fund.NOT_ATTESTED.code, "missing"): ATTESTATIONS,
    (fund.NOT_COVERED.code, "category"): CATEGORIES,
    (fund.ALREADY_FUNDED.code, "category"): CATEGORIES,
    (fund.ALREADY_FUNDED.code, "by"): ("another_fund", "this_fund"),
    (fund.WAIVER_NEEDS_REASON.code, "rules"): ("line_cap", "unit_cap"),
    (fund.NOT_A_POLICY.code, "faults"): (*FAULT_CODES, *FAULT_PLACES, *CATEGORIES),
    (fund.BAD_WEBHOOK.code, "flaw"): tuple(Flaw),
    (NOT_A_SERIES.code, "fault"): get_args(SeriesFault),
}
"""All that each fact may hold, as its own list has it."""
NOT_CODES = {
    *(
        "band",
        "beds",
        "budget",
        "ceiling",
        "days",
        "within_days",
        "found",
        "most",
        "needed",
        "open",
        "overrun",
        "people",
        "times",
    ),
    *("places", "possible", "request_id", "total", "units", "version", "without_reason"),
    *("day", "latest", "minutes"),
    *("asked", "before", "limit", "month"),
    *("what_fr", "what_en", "words", "instead_fr", "instead_en"),
}
"""Numbers, amounts, and what is in words already."""


def carried() -> set[tuple[str, str]]:
    """Every fact that some sentence of a reason shows."""
    return {
        (reason.code, name)
        for reason in OURS
        for said in (reason.title, reason.advice)
        for name in FACT.findall(said.fr + said.en)
    }


def test_every_fact_of_a_sentence_is_a_number_or_has_words() -> None:
    """LNG-01: a reason that shows a code lists the words of that code."""
    assert {each for each in carried() if each[1] not in NOT_CODES} == set(CODES)
    assert {(reason.code, name) for reason in OURS for name in reason.words} == set(CODES)


@pytest.mark.parametrize(("code", "name"), CODES)
def test_each_code_is_said_in_words(code: str, name: str) -> None:
    """LNG-01: no sentence keeps the code, in either language."""
    (reason,) = [each for each in OURS if each.code == code]
    codes = list(CODES[code, name])
    assert codes
    assert set(reason.words[name]) == set(codes)
    for each in codes:
        for language in LANGUAGES:
            _in_words(reason, name, str(each), language == "fr")


def _in_words(reason: Reason, name: str, code: str, french: bool) -> None:
    refused = Refused(reason, {name: code})
    language = LANGUAGES[0] if french else LANGUAGES[1]
    words = reason.words[name][code]
    assert words.in_(language) in refused.title(language)
    assert "_" not in refused.title(language)
    assert refused.facts == {name: code}


def test_a_referral_that_moved_on_says_where_it_is() -> None:
    """LNG-01, ADM-05."""
    refused = Refused(WRONG_STATE, {"state": "confirmed"})
    assert refused.title("fr") == "Cette demande en est à : lit confirmé."
    assert refused.title("en") == "This request is at: bed confirmed."


def test_a_list_of_codes_is_a_list_of_words() -> None:
    """LNG-01, ELG-08: each code of the list, and the place in brackets."""
    refused = Refused(fund.NOT_A_POLICY, {"faults": "cap_out_of_range (food), too_small (targets.urgent)"})
    assert refused.title("fr") == (
        "Cette politique ne tient pas : plafond hors des limites (nourriture), "
        "nombre trop petit (targets.urgent)."
    )
    assert set(FAULTS) == set(FAULT_CODES)
    assert set(PLACES) == set(FAULT_PLACES)
