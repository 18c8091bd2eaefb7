"""A coordination's night on a phone: who waits, an override with its reason; each screen looked at."""

from datetime import timedelta

from service.clock import SetClock
from service.operations.holds.steps import AboutOperation, launch
from service.store.store import Store
from tests.pages.conftest import Site
from tests.pages.investigator.test_story import opened
from tests.pages.region.test_home import asked
from tests.service.operations.stage import Stage


async def test_a_night_of_the_coordination(site: Site, stage: Stage, store: Store, clock: SetClock) -> None:
    """ACC-02, OPS-07: help in two touches, an override in three and its reason, in French and dark."""
    operation = await asked(store, stage)
    await store.run(launch, stage.investigator, AboutOperation(operation))
    clock.advance(timedelta(minutes=20))
    story = await opened(site, stage, "fr-CA", "dark", stage.coordinator)
    await story.home()
    await story.turn("a[href^='/region/waiting/']")
    assert await story.says("2 hommes, 25 ans et plus")
    await story.home()
    await story.turn("a[href^='/region/overrides/']")
    await story.tap("#reason")
    await story.page.locator("#reason").fill("étages et heures d'arrivée différents")
    await story.turn("#f button[value=grant]")
    assert story.taps == 3
    assert await story.says("Accordée : la place est retenue, ou demandée à la maison.")
    await story.phone.context.close()
