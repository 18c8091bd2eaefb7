"""What a desk reads first: what waits for its word, who is late, the count, who is expected tonight (PIV-07)."""

from datetime import datetime
from functools import partial

from api.pages.front_desk.beds import home_of, houses
from api.pages.front_desk.questions import groups, questions
from api.pages.front_desk.saying import when
from api.pages.front_desk.undo import YesSaid, undoable
from api.pages.part import Part
from api.pages.visits import Visit
from service.beds.paper.queries import houses_with_a_sheet
from service.beds.shelters.queries import ShelterView
from service.refusals import Language
from service.store.session import Session


async def front_desk(visit: Visit, session: Session) -> Part:
    """What needs this person now, by deadline; then the two things done every day."""
    language, now = visit.language, session.now
    served = await houses(session)
    asked = await questions(session, language, served)
    made = undoable(visit)
    tonight = [one for one in asked if one.expected and one.from_at < one.house.night_ends_at]
    late = [one for one in tonight if one.late(now)]
    return Part(
        "front_desk/home.html",
        {
            "now": now,
            "when": partial(_when, language, now),
            "waiting": [one for one in asked if one.to_read],
            "late": late,
            "expected": [one for one in tonight if one not in late],
            "groups": await groups(session, language, served),
            "homes": [home_of(house, language, now, made) for house in served],
            "several": len(served) > 1,
            "taken": sum(house.tonight.taken for house in served),
            "accepted": made.referral if isinstance(made, YesSaid) else None,
            "sheets": await houses_with_a_sheet(session),
        },
    )


def _when(language: Language, now: datetime, house: ShelterView, at: datetime) -> str:
    """An hour as that house's clock shows it."""
    return when(language, at, house.time_zone, now)
