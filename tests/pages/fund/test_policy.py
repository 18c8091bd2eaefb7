"""The policy on a page: what differs in words, what would have changed, and two people (ELG-08)."""

from datetime import date

from msgspec.structs import replace

from api.pages.fund.differences import differences
from service.fund.policy.document.sections import Band
from service.fund.policy.rules import write
from service.fund.requests.lines import NewLine
from tests.pages.fund.conftest import Desk, text_of
from tests.service.fund.conftest import Fund, a_policy, got

STRICTER = a_policy(
    version=2,
    in_force_from=date(2026, 12, 1),
    bands=(Band(approvers=1, up_to_cents=5_000), Band(approvers=2)),
)


async def test_a_version_is_checked_simulated_proposed_and_signed_by_another(
    fund: Fund, first: Desk, second: Desk
) -> None:
    """ELG-08: faults with their places, the difference in words, the past asked again, and a second person's hand."""
    request = await fund.ask(NewLine("food", 8_000))
    got(await fund.approve(fund.first, request.id))
    draft = await first.get("/fund/policy/new")
    assert "&#34;version&#34;: 2" in draft
    document = write(STRICTER).decode()
    broken = document.replace('"version":2', '"version":"two"').replace('"author"', '"writer"')
    said = text_of(await first.post("/fund/policy/new", 422, document=broken))
    assert "Points to correct: 3" in said
    assert "version Value of another kind. Give a whole number." in said
    page = text_of(await first.post("/fund/policy/new", 200, document=document))
    assert "Would have changed 1 of 1 requests." in page
    assert "by one person → by 2 people" in page
    assert "$300 → $50" in page
    where = await first.post("/fund/policy/new", document=document, propose="yes")
    mine = await first.reads(where)
    assert "You proposed it: another person signs it." in mine
    assert "Sign this version" not in mine
    assert "Politique à signer : version 2" in (await second.reads("/")).replace("\xa0", " ")
    path = where.partition("?")[0]
    assert "Simuler" in await second.reads(path)
    assert "Aurait changé 1 demandes sur 1." in await second.reads(f"{path}/simulation")
    done = await second.post(f"{path}/sign")
    assert done == f"{path}?done=fund_policy_signed"
    assert "signed, in force on 1 Dec 2026" in await first.reads("/fund/policy")
    again = text_of(await second.post(f"{path}/sign", 409))
    assert "Une autre personne fait ce pas." in again or "signé" in again
    await first.get(f"/fund/policy/{fund.envelope}", 404)


async def test_a_file_is_read_as_its_name_says(fund: Fund, first: Desk) -> None:
    """ELG-08: TOML from a .toml file; what is unreadable names its line."""
    answer = await first.client.post(
        "/fund/policy/new",
        files={"file": ("rules.toml", b"version = 2\nauthor = \nx = 1")},
        data={"document": "{}"},
        headers={**first.headers, "Origin": "http://relais.test"},
    )
    assert answer.status_code == 422
    assert "2:10 The file cannot be read" in text_of(answer.text)


def test_every_difference_is_said_in_both_languages() -> None:
    """ELG-08, LNG-01: each field of the document has words of its own; no code is shown, amounts are money."""
    for language in ("fr", "en"):
        found = differences(None, STRICTER, language)
        assert len(found) > 30
        assert not [each for each in found if "_" in each.name or "_" in each.after]
    (band,) = differences(a_policy(), a_policy(version=2, bands=STRICTER.bands), "en")
    assert (band.before, band.after) == ("$300", "$50")
    assert band.name.startswith("Band 1: ")
    gone = differences(a_policy(), replace(a_policy(), categories=a_policy().categories[1:]), "fr")
    assert {each.after for each in gone} == {""}
    assert differences(a_policy(), a_policy(), "fr") == []
