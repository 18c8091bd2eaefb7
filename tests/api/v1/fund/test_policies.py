"""A fund's policy over HTTP: what is wrong in both languages, what it would change, what it covers."""

from datetime import date
from typing import Any

import msgspec

from service.fund.policy.document.categories import CATEGORIES, CategoryRule
from service.fund.policy.document.sections import Band, Refer, SelfIssue
from tests.api.v1.fund.test_requests import CARD, FOOD, People
from tests.api.v1.fund.test_requests import people as people  # a fixture is found by its name
from tests.service.fund.conftest import a_policy


def document(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(a_policy(**{"version": 2, **changes}))
    return plain


async def test_a_version_is_looked_at_before_it_is_signed(people: People) -> None:
    """ELG-08, FND-16: what it would have changed, in cents, per category and per way; then what it covers."""
    pivot = people.pivots.pivot
    asked = (await people.post(pivot, "/requests", people.request(CARD, FOOD))).json()
    await people.post(people.first, f"/requests/{asked['id']}/approve", {})
    few = document(
        categories=(CategoryRule(category="food", cap_cents=9_000, further_person_cents=1_000),),
        refer=(Refer("debts", "Dettes : la clinique.", "Debts: the clinic."),),
    )
    made = await people.post(people.first, "/policies", few)
    assert made.status_code == 201, made.text
    seen = await people.get(people.second, f"/policies/{made.json()['id']}/simulation")
    assert (seen["requests"], seen["changed"], seen["cents"]) == (1, 1, 1_000)
    assert seen["by_category"] == [{"category": "calling_card", "lines": 1, "cents": 1_000}]
    assert seen["by_way"] == [
        {
            "before": {"route": "by_rule", "approvers": 0},
            "after": {"route": "refused", "approvers": 0},
            "lines": 1,
            "cents": 1_000,
        }
    ]
    assert (seen["changes"][0]["request"], seen["changes"][0]["cents"]) == (asked["code"], 1_000)
    signed = await people.post(people.second, f"/policies/{made.json()['id']}/sign")
    assert signed.status_code == 204, signed.text
    covered = await people.get(pivot, f"/funds/{people.organisation}/coverage?region=CA-ON")
    assert [each["category"] for each in covered["covered"]] == ["food"]
    assert (covered["covered"][0]["cap_cents"], covered["covered"][0]["further_person_cents"]) == (
        9_000,
        1_000,
    )
    assert {each["need"] for each in covered["refer"]} == {"debts", *CATEGORIES} - {"food"}
    refused = await people.post(pivot, "/requests", people.request(CARD))
    assert refused.json()["type"] == "/problems/category_not_covered"
    nowhere = await people.get(pivot, f"/funds/{pivot}/coverage?region=CA-ON")
    assert nowhere == {"policy_version": None, "region": None, "covered": [], "refer": []}


async def test_a_document_that_does_not_hold_is_told_in_both_languages(people: People) -> None:
    """ELG-08, FND-10, LNG-01: bands that do not rise, a ceiling above the absolute maximum, a category given twice."""
    twice = (CategoryRule(category="food", cap_cents=9_000),) * 2
    bad = document(
        bands=(Band(1, 500), Band(2, 400), Band(3)),
        self_issue=SelfIssue(50_001, 50_001, 60_000, 3),
        categories=twice,
    )
    english = await people.client.post(
        "/v1/policies", json=bad, headers={**people.as_(people.first, key="a"), "Accept-Language": "en"}
    )
    french = await people.client.post(
        "/v1/policies", json=bad, headers={**people.as_(people.first, key="b"), "Accept-Language": "fr"}
    )
    assert (english.status_code, english.json()["type"]) == (422, "/problems/policy_not_valid")
    assert english.json()["title"] == (
        "This policy does not hold: category given twice (food), the bands do not rise (bands), "
        "emergency issue above the maximum (emergency issue)."
    )
    assert french.json()["title"] == (
        "Cette politique ne tient pas : catégorie donnée deux fois (nourriture), les tranches ne montent pas "
        "(tranches), émission d'urgence au-delà du maximum (émission d'urgence)."
    )


async def test_what_is_no_document_at_all_names_its_fields(people: People) -> None:
    """ELG-08: an unknown field, a number that no calendar or purse knows, a place that is no region."""
    for changes in (
        {"status_check": True},
        {"version": 10**30},
        {"in_force_from": "2026-02-30"},
        {"region": "Québec"},
        {"categories": [{"category": "therapy", "cap_cents": 1}]},
        {"bands": [{"approvers": 10}]},
    ):
        answer = await people.post(people.first, "/policies", {**document(), **changes})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input"), answer.text
    versionless = await people.client.post(
        "/v1/policies", json=document() | {"version": "x"}, headers=people.as_(people.first, key="version")
    )
    assert versionless.status_code == 400
    assert [field["field"] for field in versionless.json()["fields"]] == ["version"]


async def test_no_person_is_in_the_words_of_a_policy(people: People) -> None:
    """CNF-02, FND-16: where to go is screened, as every free text is."""
    told = document(refer=(Refer("debts", "Appelez le 514 555-0100.", "Call 514 555-0100."),))
    answer = await people.post(people.first, "/policies", told)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/text_says_too_much")


async def test_versions_over_http_are_in_order(people: People) -> None:
    """ELG-08, ELG-10: a number that was there, a date that is overtaken; a region's own beside the national one."""
    first = await people.post(people.first, "/policies", document(version=1))
    assert first.json()["type"] == "/problems/policy_version_behind"
    late = await people.post(people.first, "/policies", document(in_force_from=date(2025, 1, 1)))
    assert late.json()["type"] == "/problems/policy_overtaken"
    assert late.json()["detail"].endswith("2026-01-01 or later.")
    made = await people.post(people.first, "/policies", document(region="CA-QC"))
    assert (await people.post(people.second, f"/policies/{made.json()['id']}/sign")).status_code == 204
    shown = await people.get(people.first, "/policies")
    assert [(each["version"], each["region"], each["in_force"]) for each in shown] == [
        (2, "CA-QC", True),
        (1, None, True),
    ]
