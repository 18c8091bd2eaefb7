"""Where tonight, over HTTP: asked, answered, held; kept when somebody else was faster."""

from tests.pages.pivot.desk import Circle

ASKED = {"band": "21-24", "woman": 1, "nights": 2, "region": "CA-QC"}


async def test_a_case_is_opened_and_a_bed_held(circle: Circle) -> None:
    """SAF-11, CNF-08, BED-16: six fields, then nothing that Relais knows is asked again."""
    house = await circle.town.shelter(beds=3, count=2, name="Maison des Érables")
    desk = await circle.desk()
    case = await circle.case(desk)
    assert "Dossier ouvert" in desk.text
    await desk.go(f"{case}/places")
    assert 'value="21-24" checked' in desk.page
    await desk.go(f"{case}/places?band=21-24&woman=1&nights=2&region=CA-QC")
    assert "Conviennent : 1" in desk.text
    assert "compté à l'accueil" in desk.text
    await desk.send(f"{case}/places/{house.id}/hold", ASKED, shown=1, chose="yes")
    assert "Place retenue." in desk.text
    assert "1 montrés, la personne a choisi" in desk.text
    await desk.go("/")
    assert "Maison des Érables : retenue jusqu'à" in desk.text
    assert "Mes dossiers : 1" in desk.text
