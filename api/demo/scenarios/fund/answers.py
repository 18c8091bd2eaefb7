"""Steps 1 to 6: a request is begun, sent, answered by a rule, by a person, in part, with a no, and taken back."""

from __future__ import annotations

from api.demo.scenarios.fund.story import CARD, SCRIPT, Fund, cash, reference
from api.demo.scenarios.stage import Seen
from api.demo.scenarios.telling import envelope, items, needed


@SCRIPT.step(
    1,
    "Brouillon : ce qui n'est pas attesté n'arrive à aucun fonds.",
    "Draft: what is not attested reaches no fund.",
)
async def draft(play: Fund, see: Seen) -> None:
    """ELG-01, FND-01: a request is whole when it is sent; until then nothing of it is anywhere but with its writer."""
    await play.begin()
    before = len(items(await play.cast.first.get("/v1/requests")))
    body = await play.body([cash(4_000)], attested=["leaving_or_at_risk"])
    reply = await play.cast.pivot.post("/v1/requests", body)
    see.refused("incomplète, elle reste brouillon", "incomplete, it stays a draft", reply, "not_attested")
    after = len(items(await play.cast.first.get("/v1/requests")))
    see.equal("le fonds ne voit rien", "the fund sees nothing", after - before, 0)


@SCRIPT.step(
    2,
    "Envoyée : la carte est approuvée d'office, le repas attend une personne.",
    "Sent: the card is approved by a rule, the meal waits for a person.",
)
async def sent(play: Fund, see: Seen) -> None:
    """FND-01, FND-03: a small line in the same second; the rest is in the fund's queue with its target time."""
    waits = await play.ask(cash(4_000))
    see.equal("elle est envoyée", "it is sent", await play.state(waits), "submitted")
    both = needed(await play.cast.pivot.post("/v1/requests", await play.body([CARD, cash(4_000)])))
    see.equal("10 $ d'office", "10 by rule", both.at("by_rule_cents"), 1_000)
    see.equal("et en partie approuvée", "and approved in part", both.at("state"), "partly_approved")
    queue = {str(row.get("request_id")): row for row in items(await play.cast.first.get("/v1/queue"))}
    found = queue.get(str(both.at("id")), {})
    see.equal("40 $ attendent, à l'heure", "40 wait, in time", (found.get("open_cents"), found.get("is_late")),
              (4_000, False))  # fmt: skip
    see.that("l'autre aussi", "so does the other", waits in queue, list(queue))
    play.found["waits"] = waits


@SCRIPT.step(
    3,
    "Approuvée : une personne suffit; qui a demandé ne décide pas.",
    "Approved: one person is enough; whoever asked does not decide.",
)
async def approved(play: Fund, see: Seen) -> None:
    """FND-10: one signature below the band, never the asker's, and never twice."""
    request = play.must("waits")
    own = await play.approve(play.cast.pivot, request)
    see.refused("pas le pivot", "not the pivot", own, "not_allowed")
    yes = await play.approve(play.cast.first, request)
    see.equal("une signature suffit", "one signature is enough", yes.at("outcome"), "approved")
    again = await play.approve(play.cast.second, request)
    see.refused("une deuxième vient trop tard", "a second comes too late", again, "already_decided")
    see.equal("elle est approuvée", "it is approved", yes.at("state"), "approved")


@SCRIPT.step(
    4,
    "En partie : deux nuits sur trois; la troisième reste ouverte, puis est accordée.",
    "In part: two nights of three; the third stays open, then is granted.",
)
async def in_part(play: Fund, see: Seen) -> None:
    """FND-11: what is not approved stays open, and takes nothing from what was."""
    request = await play.ask(await play.hotel(3))
    line = (await play.view(request)).at("lines", 0, "id")
    part = {"lines": [{"line_id": line, "units": 2}]}
    needed(await play.approve(play.cast.first, request, **part))
    view = await play.view(request)
    seen = (view.at("lines", 0, "approved_cents"), view.at("lines", 0, "open_cents"))
    see.equal("200 $ approuvés, 100 ouverts", "200 approved, 100 open", seen, (20_000, 10_000))
    more = await play.approve(play.cast.first, request)
    see.equal("le reste aussi", "the rest as well", more.at("cents"), 10_000)


@SCRIPT.step(
    5,
    "Non, puis un deuxième regard : l'un dit oui, l'autre reste non.",
    "No, then a second look: one becomes a yes, the other stays a no.",
)
async def second_look(play: Fund, see: Seen) -> None:
    """FND-13: a no has a code and is open to another person's look, never the same one's."""
    looks = {}
    for name in ("yes", "no"):
        request = await play.ask(cash(6_000, "clothing"))
        no = needed(await play.cast.first.post(f"/v1/requests/{request}/decline", {"code": "amount_unclear"}))
        see.equal("refusée", "declined", await play.state(request), "declined")
        asked = await play.cast.pivot.post(f"/v1/decisions/{no.at('decision_id')}/second-look")
        see.accepted("un deuxième regard est demandé", "a second look is asked for", asked)
        looks[name] = (request, str(asked.at("id")))
    request, look = looks["yes"]
    same = await play.cast.first.post(f"/v1/second-looks/{look}/overturn", {})
    see.refused("pas par la même personne", "not by the same person", same, "another_person_looks")
    yes = needed(await play.cast.second.post(f"/v1/second-looks/{look}/overturn", {}))
    see.equal("c'est oui", "it is a yes", (yes.at("outcome"), yes.at("state")), ("approved", "approved"))
    request, look = looks["no"]
    needed(await play.cast.second.post(f"/v1/second-looks/{look}/confirm", {"code": "another_source_pays"}))
    see.equal("c'est encore non", "it is a no still", await play.state(request), "declined")


@SCRIPT.step(
    6,
    "Retirée : avant la décision, puis après; l'argent revient à l'enveloppe.",
    "Withdrawn: before the decision, then after it; the money is back in its envelope.",
)
async def withdrawn(play: Fund, see: Seen) -> None:
    """FND-12: what has not left returns at once."""
    early, late = await play.ask(cash(5_000)), await play.ask(cash(5_000))
    needed(await play.cast.pivot.post(f"/v1/requests/{early}/withdraw"))
    see.equal("retirée", "withdrawn", await play.state(early), "withdrawn")
    before = (await envelope(play.cast.first, "F1")).at("available_cents")
    needed(await play.approve(play.cast.first, late))
    await play.becomes(late, "waiting")
    held = (await envelope(play.cast.first, "F1")).at("available_cents")
    back = needed(await play.cast.pivot.post(f"/v1/requests/{late}/withdraw"))
    after = (await envelope(play.cast.first, "F1")).at("available_cents")
    see.equal("50 $ promis, 50 $ revenus", "50 promised, 50 back", (before - held, back.at("returned_cents")),
              (5_000, 5_000))  # fmt: skip
    see.equal("l'enveloppe est comme avant", "the envelope is as before", after, before)


@SCRIPT.step(
    7,
    "Payée de la main à la main, puis soldée : le reçu dit 32 sur 40, et 8 reviennent.",
    "Paid by hand, then settled: the receipt says 32 of 40, and 8 come back.",
)
async def settled(play: Fund, see: Seen) -> None:
    """FND-08, FND-12: paid is not settled before the receipt and what is left are there."""
    request = play.must("waits")
    line = (await play.view(request)).at("lines", 0, "id")
    payment = await play.becomes(request, "waiting")
    see.equal("elle attend la main", "it waits for a hand", payment.get("state"), "waiting")
    paid = {"reference": reference(), "amount_cents": 4_000}
    needed(await play.cast.second.post(f"/v1/payouts/{payment.get('id')}/confirm", paid))
    see.equal("payée", "paid", await play.state(request), "paid")
    needed(await play.cast.pivot.post(f"/v1/lines/{line}/receipts", {"spent_cents": 3_200}))
    see.equal(
        "le reçu seul ne solde rien", "the receipt alone settles nothing", await play.state(request), "paid"
    )
    needed(await play.cast.first.post(f"/v1/lines/{line}/returns", {"amount_cents": 800}))
    see.equal("soldée", "settled", await play.state(request), "settled")
