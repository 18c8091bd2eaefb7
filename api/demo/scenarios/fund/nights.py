"""Step 8: at night a pivot issues a little alone; a second person objects, and two give the right back."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.demo.scenarios.fund.story import SCRIPT, Fund, cash
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import items, needed


def next_night(now: datetime) -> datetime:
    """22:30 of the day that is, or of the next, in local time."""
    tonight = now.replace(hour=22, minute=30, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)


@SCRIPT.step(
    8,
    "La nuit, le pivot émet seul; une deuxième personne objecte; deux redonnent le droit.",
    "At night the pivot issues alone; a second person objects; two give the right back.",
)
async def alone(play: Fund, see: Seen) -> None:
    """FND-10: a second signature is owed; an objection takes no money back and freezes the right until two restore."""
    await play.stage.move_to(next_night((await play.stage.now()).astimezone(play.zone)))
    request = await play.ask(cash(6_000))
    issued = await play.cast.pivot.post(f"/v1/requests/{request}/self-issue", {})
    see.accepted("60 $ sont émis", "60 are issued", issued)
    decision = f"/v1/decisions/{issued.at('decision_id')}"
    cards = {str(row.get("decision_id")): row for row in items(await play.cast.first.get("/v1/reviews"))}
    owed = cards.get(str(issued.at("decision_id")), {}).get("waits_for")
    see.equal("une deuxième signature est due", "a second signature is owed", owed, "second_signature")
    no = {"outcome": "objected", "code": "could_have_waited"}
    see.accepted(
        "une personne objecte", "somebody objects", await play.cast.first.post(f"{decision}/review", no)
    )
    kept = (await play.view(request)).at("lines", 0, "approved_cents")
    see.equal("l'argent reste promis", "the money stays promised", kept, 6_000)
    more = await play.ask(cash(1_000))
    path = f"/v1/requests/{more}"
    frozen = await play.cast.pivot.post(f"{path}/self-issue", {})
    see.refused("le droit est gelé", "the right is frozen", frozen, "self_issue_objected")
    door = await play.cast.pivot.get(f"{path}/emergency-door")
    see.equal("et le pivot le lit", "and the pivot reads it", (door.at("is_open"), door.at("frozen")),
              (False, "objected"))  # fmt: skip
    needed(await play.cast.first.post(f"{decision}/restore"))
    still = await play.cast.pivot.post(f"{path}/self-issue", {})
    see.refused("une personne ne suffit pas", "one person is not enough", still, "self_issue_objected")
    needed(await play.cast.second.post(f"{decision}/restore"))
    again = await play.cast.pivot.post(f"{path}/self-issue", {})
    see.accepted("deux redonnent le droit", "two give it back", again)
    agreed = await play.cast.second.post(f"/v1/decisions/{again.at('decision_id')}/review", {})
    see.accepted("et contresignent", "and sign second", agreed)
