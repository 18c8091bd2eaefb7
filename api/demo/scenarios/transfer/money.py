"""Steps 5 to 8: the journey is asked of a fund, a little is issued alone at night, the rest by two people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from api.demo.scenarios.stage import Hand, Seen
from api.demo.scenarios.telling import ATTESTED, filled, items, needed, one
from api.demo.scenarios.transfer.story import SCRIPT, Transfer, said_in
from api.demo.scenarios.wire import Reply

COACH, AIR = "Autocars de l'Ouest", "Transport aérien du Canada"
BUS, FLIGHT, MEALS, CARD, TAXI = 8_000, 34_000, 4_000, 1_000, 3_500
"""Cents."""
START = 800_000
"""What F3 has available at the start of the story: 8,000."""


async def carriers(play: Transfer) -> datetime:
    """When F3 may pay its carriers: two people name a payee, and whoever is no partner waits a while (FND-08)."""
    first, second = play.cast.fund_first, play.cast.fund_second
    there = {row["name"]: row for row in items(needed(await first.get("/v1/payees")))}
    for name in (COACH, AIR):
        if name not in there:
            made = needed(await first.post("/v1/payees", {"name": name, "rail": "manual_etransfer"}))
            needed(await second.post(f"/v1/payees/{made.at('id')}/confirm"))
    rows = items(needed(await first.get("/v1/payees")))
    usable = [datetime.fromisoformat(one(rows, name=name)["usable_from"]) for name in (COACH, AIR)]
    return max(usable)


async def agreements(play: Transfer) -> None:
    """What F3 agreed with its carriers: one that stands for a year, one that has ended. A second play finds them."""
    fund = play.cast.fund_first
    today = (await play.stage.now()).date()
    there = items(needed(await fund.get("/v1/carriers")))
    for carrier, mode, to, begins, ends in (
        (AIR, "air", "CA-QC", today, today + timedelta(days=365)),
        (COACH, "bus", "CA-AB", today - timedelta(days=365), today),
    ):
        known = [row for row in there if row["carrier"] == carrier and row["ends_on"] > str(today)]
        if not known and (ends > today or not [row for row in there if row["carrier"] == carrier]):
            body = {"carrier": carrier, "mode": mode, "regions_from": ["CA-AB"], "regions_to": [to],
                    "booking": "phone", "contact_role": "community_programme", "reference": f"{mode} 7",
                    "discount_percent": 25, "starts_on": str(begins), "ends_on": str(ends),
                    "review_on": str(ends)}  # fmt: skip
            needed(await fund.post("/v1/carriers", body))


async def fill(play: Transfer) -> None:
    """F3 starts at 8,000: what an earlier play spent is contributed again."""
    await filled(play.cast.fund_first, "F3", START)


async def on_call(play: Transfer) -> None:
    """F3's night: administrator 2 is first on call, administrator 1 second. A second play finds them there."""
    first, second = play.cast.fund_first, play.cast.fund_second
    await first.post("/v1/rosters", {"duty": "fund"})
    roster = one(items(needed(await first.get("/v1/rosters"))), duty="fund")["id"]
    day = play.at(0, "22:00").date()
    for rank, who in ((1, second), (2, first)):
        member = needed(await who.get("/v1/me")).at("member_id")
        slot = {"member_id": member, "rank": rank, "starts_on": str(day - timedelta(days=1)), "starts": "08:00",
                "ends_on": str(day + timedelta(days=2)), "ends": "08:00"}  # fmt: skip
        await first.post(f"/v1/rosters/{roster}/slots", slot)


async def ask(play: Transfer, lines: list[dict[str, Any]], who: Hand | None = None) -> Reply:
    """A request to F3, of the Alberta pivot unless somebody else asks; each line names its payee by name."""
    pivot = who or play.cast.alberta
    fund = one(items(await pivot.get("/v1/funds", region="CA-AB")), code="F3")
    rows = items(await pivot.get(f"/v1/funds/{fund['fund_id']}/payees"))
    payees = {str(row["name"]): row["id"] for row in rows}
    for line in lines:
        if line.get("payee_id") is not None:
            line["payee_id"] = payees.get(line["payee_id"])
    body = {
        "case_id": play.case,
        "fund_id": fund["fund_id"],
        "envelope_id": fund["envelope_id"],
        "attested": ATTESTED,
        "urgency": "urgent",
        "lines": lines,
    }
    return await pivot.post("/v1/requests", body)


def line(category: str, cents: int, payee: str | None, **more: Any) -> dict[str, Any]:
    kind: dict[str, Any] = {"payee_id": payee} if payee else {"payment": "cash_by_worker"}
    return {"category": category, "amount_cents": cents, **kind, **more}


@SCRIPT.step(
    5,
    "Le voyage est demandé à F3 : autocar 80, vol 340, repas 40, carte d'appel 10.",
    "Travel is asked of F3: bus 80, flight 340, meals 40, calling card 10.",
)
async def asked(play: Transfer, see: Seen) -> None:
    """FND-01, FND-03, FND-10, GEO-04: each leg a line; the card by rule at once; above 300 two people; a carrier's
    agreement is proposed."""
    await play.until(0, "22:00")
    await fill(play)
    await on_call(play)
    await agreements(play)
    lines = [
        line("travel_intercity", BUS, COACH, travel_reason="better_shelter"),
        line("travel_interprovincial", FLIGHT, AIR, travel_reason="better_shelter"),
        line("food", MEALS, None),
        {"category": "calling_card", "amount_cents": CARD, "payment": "voucher"},
    ]
    reply = await ask(play, lines)
    see.accepted("la demande est partie", "the request is on its way", reply)
    see.equal(
        "la carte est approuvée d'office", "the card is approved at once", reply.at("by_rule_cents"), CARD
    )
    view = needed(await play.cast.alberta.get(f"/v1/requests/{reply.at('id')}"))
    play.found["request"] = {"id": str(reply.at("id")), "code": str(reply.at("code"))}
    play.found["lines"] = {row["category"]: row["id"] for row in view.at("lines")}
    waiting = sum(row["amount_cents"] for row in view.at("lines") if not row.get("approved_cents"))
    see.equal(
        "380 et 80 attendent deux personnes", "380 and 80 wait for two people", waiting, BUS + FLIGHT + MEALS
    )
    proposed = view.at("carrier_agreements") or []
    see.equal(
        "l'entente en vigueur est proposée pour le vol, pas celle qui a pris fin",
        "the agreement in force is proposed for the flight, not the one that has ended",
        [(row.get("carrier"), row.get("line_id")) for row in proposed],
        [(AIR, play.must("lines")["travel_interprovincial"])],
    )
    see.equal(
        "on réserve par une référence, sans nom",
        "it is booked by a reference, without a name",
        [row.get("book_as") for row in proposed],
        [f"air 7 / {play.must('request')['code']}"],
    )


@SCRIPT.step(
    6,
    "22 h 40 : la personne de garde au fonds ne répond pas en dix minutes; la suivante est demandée.",
    "22:40: whoever is on call at the fund does not answer in ten minutes; the next one is asked.",
)
async def climbed(play: Transfer, see: Seen) -> None:
    """OPS-04, FND-13: one after the other, and both waits on record."""
    request = play.must("request")["id"]
    first = await asked_of(play, play.cast.fund_second, request, 1)
    see.equal("la personne de garde est demandée", "whoever is on call is asked", rungs(first)[:1], ["first"])
    await play.until(0, "22:40")
    second = await asked_of(play, play.cast.fund_first, request, 2)
    see.equal("puis la suivante", "then the next one", rungs(second)[:2], ["first", "second"])
    logged = [rung for rung in second if rung.get("asked_at") and rung.get("until")]
    see.that("les deux délais sont au dossier", "both waits are on record", len(logged) >= 2, logged)
    waits = [until - since for since, until in map(times, logged)]
    see.equal("dix minutes chacune", "ten minutes each", waits[:2], [timedelta(minutes=10)] * 2)


async def asked_of(play: Transfer, fund: Hand, request: str, least: int) -> list[Any]:
    """Who was asked about this request, as somebody of the fund reads it, once a job has asked so many."""

    def asked(reply: Reply) -> list[Any]:
        rows = [row for row in items(reply) if row.get("subject") == request]
        return list(rows[0].get("asked") or []) if rows else []

    found = await play.stage.eventually(
        lambda: fund.get("/v1/askings"), lambda reply: len(asked(reply)) >= least
    )
    return asked(found)


def times(rung: Any) -> tuple[datetime, datetime]:
    """From when until when it was somebody's turn. Raises `ValueError` for what is no moment."""
    return datetime.fromisoformat(str(rung.get("asked_at"))), datetime.fromisoformat(str(rung.get("until")))


def rungs(asked: list[Any]) -> list[str]:
    """Whose turn each was."""
    return [str(rung.get("rung")) for rung in asked]


@SCRIPT.step(
    7,
    "La nuit, le pivot émet seul l'autocar; les repas et un taxi en plus dépasseraient 150.",
    "At night the pivot issues the bus alone; meals and a taxi on top would go over 150.",
)
async def alone(play: Transfer, see: Seen) -> None:
    """FND-10: 80 and the card's 10 are under 150; 75 more are not, however they are split."""
    request, lines = play.must("request")["id"], play.must("lines")
    path = f"/v1/requests/{request}/self-issue"
    issued = await play.cast.alberta.post(path, {"line_ids": [lines["travel_intercity"]]})
    see.accepted("l'autocar est émis", "the bus is issued", issued)
    see.equal("80 $", "80", issued.at("cents"), BUS)
    play.found["decision"] = str(issued.at("decision_id"))
    more = needed(await ask(play, [line("food", MEALS, None), line("travel_local", TAXI, None)]))
    again = await play.cast.alberta.post(f"/v1/requests/{more.at('id')}/self-issue", {})
    see.refused(
        "le deuxième essai est refusé", "the second attempt is refused", again, "over_emergency_ceiling"
    )
    numbers = (again.at("facts", "total_cents"), again.at("facts", "ceiling_cents"))
    see.equal("165 dépassent 150", "165 is over 150", numbers, (BUS + CARD + MEALS + TAXI, 15_000))
    needed(await play.cast.alberta.post(f"/v1/requests/{more.at('id')}/withdraw"))


@SCRIPT.step(
    8,
    "23 h 05 : deux personnes du fonds approuvent le reste; les transporteurs sont payés.",
    "23:05: two people of the fund approve the rest; the carriers are paid.",
)
async def by_two(play: Transfer, see: Seen) -> None:
    """FND-09, FND-10, CNF-02: one signature waits for the other; nobody's name is in the ledger."""
    await play.until(0, "23:05")
    request = play.must("request")
    await approved(play, see, request["id"], FLIGHT + MEALS)
    review = await play.cast.fund_first.post(f"/v1/decisions/{play.must('decision')}/review", {})
    see.that(
        "ce qui fut émis seul est contresigné",
        "what was issued alone is signed too",
        review.ok,
        review.status,
    )
    payouts = items(await play.cast.fund_second.get("/v1/payouts", request_id=request["id"]))
    paid = {str(row.get("payee_name")): row.get("amount_cents") for row in payouts if row.get("payee_name")}
    see.equal("les transporteurs sont payés, et eux seuls", "the carriers are paid, and they alone",
              paid, {COACH: BUS, AIR: FLIGHT})  # fmt: skip
    for row in payouts:
        by_hand = str(row.get("rail")).startswith(("manual", "voucher"))
        if by_hand and row.get("state") != "confirmed":
            body = {"reference": "paid by telephone", "amount_cents": row["amount_cents"]}
            needed(await play.cast.fund_second.post(f"/v1/payouts/{row['id']}/confirm", body))
    after = items(await play.cast.fund_second.get("/v1/payouts", request_id=request["id"]))
    see.equal("tout est payé", "all is paid", {str(row.get("state")) for row in after}, {"confirmed"})
    see.equal(
        "aucun code de dossier au grand livre", "no case code in the ledger", said_in(after, [play.code]), []
    )


async def approved(play: Transfer, see: Seen, request: str, cents: int, who: Hand | None = None) -> None:
    """The first signature waits for another; the second approves what was open, as who asked reads it."""
    path = f"/v1/requests/{request}/approve"
    first = await play.cast.fund_first.post(path, {})
    see.equal(
        "une signature ne suffit pas", "one signature is not enough", first.at("outcome"), "waits_for_another"
    )
    second = await play.cast.fund_second.post(path, {})
    see.equal("la deuxième approuve", "the second one approves", second.at("outcome"), "approved")
    view = await (who or play.cast.alberta).get(f"/v1/requests/{request}")
    sums = [row.get("approved_cents") for row in view.at("lines") or []]
    open_cents = sum(row.get("amount_cents", 0) for row in view.at("lines") or []) - sum(
        each or 0 for each in sums
    )
    see.equal(
        f"{cents // 100} $ de plus, plus rien d'ouvert",
        f"{cents // 100} more, nothing left open",
        open_cents,
        0,
    )
