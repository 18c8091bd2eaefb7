"""Each screen of the coordinator, in both languages: it is there, says every fact, and is nobody else's."""

import re

import pytest

from tests.pages.coordinator.conftest import Reader, words_of
from tests.service.beds.town import Shelter, Town

NEUTRAL = re.compile(r"<title>[\w' \u00a0-]+ – Relais</title>")
ALONE = ("", "agreements", "agreements/new", "duty", "duty/phones", "number", "points", "stays", "new")
OF_A_HOUSE = ("rooms", "beds", "profile", "counting", "address")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_each_screen_says_all_in_either_language(
    reader: Reader, shelter: Shelter, here: Town, language: str
) -> None:
    """LNG-01, SAF-12: no word is missing, no fact either, and no title, no address of a page names anything."""
    reader.language = language
    await here.post(shelter.coordinator, "/rosters", {"duty": "shelter", "shelter_id": shelter.id})
    (roster,) = (await here.get(shelter.coordinator, "/rosters")).json()
    paths = ["/" if not each else f"/house/{each}" for each in ALONE]
    paths += [f"/house/{shelter.id}/{each}" for each in OF_A_HOUSE]
    paths += [f"/house/duty/{roster['id']}/{each}" for each in ("fill", "week")]
    other = await here.shelter(name="Maison S5")
    stranger = Reader(reader.client, other.coordinator, language)
    desk = Reader(reader.client, shelter.desk, language)
    for path in paths:
        page = await reader.read(path)
        assert page.status_code == 200, (path, words_of(page))
        assert "…" not in words_of(page), (path, words_of(page))
        assert NEUTRAL.search(page.text.replace("&#39;", "'")), path
        assert "style=" not in page.text.replace("stylesheet", ""), path
        if shelter.id in path or roster["id"] in path:
            assert (await stranger.read(path)).status_code == 404, path
        if path != "/":
            assert (await desk.read(path)).status_code == 403, path
