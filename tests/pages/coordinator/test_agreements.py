"""Agreements: five fields, the evidence of the review, rest and end (OPS-02, OPS-13, AGR-02)."""

from service.partners.actor import Role
from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.beds.town import Shelter, Town


async def test_five_fields_propose_it_and_the_review_shows_its_evidence(
    reader: Reader, shelter: Shelter, here: Town
) -> None:
    """OPS-02, OPS-13, AGR-02: three taps and five fields; accepted by the other side, reviewed with exact numbers."""
    police = await here.network.organisation("police", name="Service P1")
    investigator = await here.network.member(police, Role.INVESTIGATOR)
    await here.network.together(police, shelter.organisation_id)
    page = await reader.read("/house/agreements")
    assert "Aucune entente." in words_of(page)
    page = await reader.read("/house/agreements/new")
    refused = await reader.press(page, "Proposer l'entente", places="0", review_on="2020-01-01")
    assert refused.status_code == 400, words_of(refused)
    assert 'value="2020-01-01"' in refused.text
    done = await reader.press(page, "Proposer l'entente", places="2", notice_hours="12")
    assert (done.status_code, done.headers.get("location")) == (303, "/house/agreements?done=proposed"), (
        words_of(done)
    )
    page = await reader.read(done.headers["location"])
    assert (
        "proposée, attend Service P1 2 places, préavis 12 h, retenue au plus 48 h, automatique"
        in words_of(page)
    )
    (one,) = (await here.get(shelter.coordinator, "/agreements")).json()
    path = f"/house/agreements/{one['id']}"
    assert (
        await here.post(investigator, f"/agreements/{one['id']}/answer", {"accept": True})
    ).status_code == 204
    page = await reader.read(path)
    assert "Nuits gardées pour personne 0" in words_of(page)
    changed = await reader.press(page, "Proposer ce changement", places="3")
    assert changed.headers.get("location") == "/house/agreements?done=changed", words_of(changed)
    assert "autres mots proposés, attendent Service P1" in words_of(await reader.read("/house/agreements"))
    await reader.press(await reader.read(path), "Mettre au repos")
    page = await reader.read(path)
    assert "au repos" in words_of(page) or "autres mots" in words_of(page)
    await reader.press(page, "Reprendre")
    ended = await reader.press(await reader.read(f"{path}/end"), "Terminer l'entente")
    assert ended.headers["location"] == "/house/agreements?done=agreement_ended"
    assert (await reader.read(path)).status_code == 200
