"""Bad input at the product's own doors: the field, and words in the language of whoever asks."""

from uuid import uuid4

import pytest

from service.partners.actor import Role
from tests.api.world import World

FILL = ("À remplir", "Fill this in")


@pytest.mark.parametrize(
    ("path", "field", "french", "english"),
    [
        ("/board", "person", *FILL),
        ("/board?person=woman:25%2B&limit=0", "limit", "Au moins 1", "At least 1"),
        (
            "/pledges?word=a",
            "word",
            "Pas la forme attendue : de 2 à 20 lettres",
            "Not in the expected form: 2 to 20 letters",
        ),
        (
            "/pledges?region=here",
            "region",
            "Pas la forme attendue : par exemple CA-QC",
            "Not in the expected form: such as CA-QC",
        ),
        (
            "/referrals?cursor=x",
            "cursor",
            "La valeur de next, telle que reçue",
            "The value of next, as it came",
        ),
    ],
)
async def test_what_is_read(world: World, path: str, field: str, french: str, english: str) -> None:
    """LNG-01, DAT-01: a query that cannot be read names its field."""
    for language, words in (("fr", french), ("en", english)):
        headers = world.as_(world.people[Role.PIVOT_WORKER], key=uuid4().hex, language=language)
        answer = await world.client.get(f"/v1{path}", headers=headers)
        assert (answer.status_code, answer.json()["fields"]) == (400, [{"field": field, "message": words}])


async def test_a_need_that_is_none_names_those_that_are(world: World) -> None:
    """LNG-01, AGR-03: the list of values is the door's own."""
    headers = world.as_(world.people[Role.PIVOT_WORKER], key=uuid4().hex, language="fr")
    (said,) = (await world.client.get("/v1/pledges?need=zzz", headers=headers)).json()["fields"]
    assert said["field"] == "need"
    values = said["message"].removeprefix("Une de ces valeurs : ").split(", ")
    assert {"interpreter", "immigration_lawyer", "food"} <= set(values)


@pytest.mark.parametrize(
    ("body", "field", "french", "english"),
    [
        ({}, "shelter_id", *FILL),
        ({"series": 1}, "series", "Ce champ n'existe pas", "There is no such field"),
        (b"{bad", "", "Ce n'est pas du JSON", "This is not JSON"),
        (b"", "", *FILL),
    ],
)
async def test_what_is_sent(world: World, body: object, field: str, french: str, english: str) -> None:
    """LNG-01, ADM-05: a body that cannot be read names its field, or says what the whole of it should be."""
    for language, words in (("fr", french), ("en", english)):
        headers = world.as_(world.people[Role.PIVOT_WORKER], key=uuid4().hex, language=language)
        headers["Content-Type"] = "application/json"
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        answer = await world.client.post("/v1/referrals", headers=headers, **sent)
        assert (answer.status_code, answer.json()["fields"]) == (400, [{"field": field, "message": words}])


@pytest.mark.parametrize("path", ["/pledges?region=XX-ZZ", "/lawyers?region=XX-ZZ"])
async def test_a_region_that_nobody_knows(world: World, path: str) -> None:
    """AGR-03, IMM-04: never an empty list, which would say that nobody promises anything there."""
    headers = world.as_(world.people[Role.PIVOT_WORKER], key=uuid4().hex)
    answer = await world.client.get(f"/v1{path}", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown_region")
    assert answer.json()["title"] == "This region is not known."
