"""Steps 12 to 14, the same day: needs are paid; another fund is warned; nothing asks about police."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.demo.scenarios.opapa.before import expected_at
from api.demo.scenarios.opapa.story import SCRIPT, Opapa, Person
from api.demo.scenarios.stage import CannotGoOnError, Seen
from api.demo.scenarios.telling import ATTESTED, envelope, filled, items, needed, one, words_in
from api.demo.scenarios.wire import Ask, Reply

CARD, CLOTHING, HYGIENE, NIGHT = 1_000, 2_500, 1_500, 11_000
"""Cents: a calling card, clothes, a hygiene kit, a night at the hotel."""
HOTEL, CLINIC = "Hôtel S8", "Clinique juridique de l'Ontario"
START = 500_000
"""What F1 has available at the start of the story: 5,000."""
TOTAL = 220_000
"""1,650 for rooms, 110 for cards, 440 for clothing and hygiene."""


async def fill_first_envelope(play: Opapa, see: Seen) -> None:
    """F1 starts at 5,000: what an earlier play spent is contributed again."""
    found = await filled(play.cast.approver, "F1", START)
    see.equal("F1 a 5 000 $ disponibles", "F1 has 5,000 available", found.at("available_cents"), START)
    play.found["committed"] = found.at("committed_cents")


@SCRIPT.step(
    12,
    "Le pivot demande chambres, cartes d'appel, vêtements et hygiène; le fonds décide et paie.",
    "The pivot asks for rooms, calling cards, clothing and hygiene; the fund decides and pays.",
)
async def fund(play: Opapa, see: Seen) -> None:
    """FND-01, FND-03, FND-10: cards by rule at once; above 300 two people; F1 goes from 5,000 to 2,800."""
    await play.until(1, "13:00")
    await fill_first_envelope(play, see)
    third = await envelope(play.cast.other_fund, "F3")
    play.found["available"] = [START, third.at("available_cents")]
    requests = [await ask_for(play, person) for person in play.people]
    see.equal("11 demandes", "11 requests", len(requests), 11)
    by_rule = sum(reply.at("by_rule_cents") for _, reply in requests)
    see.equal(
        "les cartes sont approuvées d'office : 110 $",
        "the cards are approved by rule: 110",
        by_rule,
        11 * CARD,
    )
    large = [str(reply.at("id")) for person, reply in requests if at_hotel(person)]
    small = [str(reply.at("id")) for person, reply in requests if not at_hotel(person)]
    see.equal(
        "5 demandes dépassent 300 $, 6 non",
        "5 requests are above 300, 6 are not",
        (len(large), len(small)),
        (5, 6),
    )
    await two_people(play, see, large)
    await one_person(play, see, small)
    after = await envelope(play.cast.approver, "F1")
    see.equal(
        "F1 : de 5 000 $ à 2 800 $ disponibles",
        "F1: from 5,000 to 2,800 available",
        after.at("available_cents"),
        START - TOTAL,
    )
    await minutes_shown(play, see, [*large, *small])
    await paid(play, see, large, [*large, *small])


def at_hotel(person: Person) -> bool:
    """Whether this case carries the line of a room."""
    return person.shelter == HOTEL and not person.shares


async def ask_for(play: Opapa, person: Person) -> tuple[Person, Reply]:
    """One request of one case. Raises `CannotGoOnError` when it is refused."""
    pivot = play.cast.pivot
    if "F1" not in play.found:
        funds = items(await pivot.get("/v1/funds", region="CA-ON"))
        play.found["F1"], play.found["F3"] = one(funds, code="F1"), one(funds, code="F3")
        payees = items(await pivot.get(f"/v1/funds/{play.found['F1']['fund_id']}/payees"))
        play.found["payees"] = {row["name"]: row["id"] for row in payees}
    payees = play.found["payees"]
    lines: list[dict[str, Any]] = [
        {"category": "calling_card", "amount_cents": CARD, "payment": "voucher"},
        {"category": "clothing", "amount_cents": CLOTHING, "payee_id": payees[CLINIC]},
        {"category": "hygiene_kit", "amount_cents": HYGIENE, "payee_id": payees[CLINIC]},
    ]
    if at_hotel(person):
        lines.append(
            {"category": "hotel_nights", "amount_cents": 3 * NIGHT, "units": 3, "payee_id": payees[HOTEL]}
        )
    body = {
        "case_id": person.case,
        "fund_id": play.found["F1"]["fund_id"],
        "envelope_id": play.found["F1"]["envelope_id"],
        "attested": ATTESTED,
        "urgency": "urgent",
        "lines": lines,
    }
    return person, needed(await pivot.post("/v1/requests", body))


async def two_people(play: Opapa, see: Seen, requests: list[str]) -> None:
    """One signature is not enough, nor the same person's twice; the second person's is."""
    first, again, second = [], [], []
    for request in requests:
        path = f"/v1/requests/{request}/approve"
        first.append((await play.cast.approver.post(path, {})).at("outcome"))
        again.append((await play.cast.approver.post(path, {})).problem)
        second.append((await play.cast.second_approver.post(path, {})).at("outcome"))
    see.equal(
        "une signature ne suffit pas",
        "one signature is not enough",
        first,
        ["waits_for_another"] * len(requests),
    )
    see.equal("ni deux fois la même", "nor the same one twice", again, ["already_signed"] * len(requests))
    see.equal(
        "la deuxième personne approuve", "the second person approves", second, ["approved"] * len(requests)
    )


async def one_person(play: Opapa, see: Seen, requests: list[str]) -> None:
    """Up to 300, one person decides; never the one who asked."""
    own = await play.cast.pivot.post(f"/v1/requests/{requests[0]}/approve", {})
    see.that("jamais la personne qui demande", "never the person who asked", not own.ok, own.status)
    outcomes = [
        (await play.cast.approver.post(f"/v1/requests/{request}/approve", {})).at("outcome")
        for request in requests
    ]
    see.equal(
        "jusqu'à 300 $, une personne suffit",
        "up to 300, one person is enough",
        outcomes,
        ["approved"] * len(requests),
    )


async def minutes_shown(play: Opapa, see: Seen, requests: list[str]) -> None:
    """The pivot reads per line how long its decision took; a card took none."""
    lines = [line for request in requests for line in await lines_of(play, request)]
    minutes = [line.get("minutes_to_decide") for line in lines]
    shown = len(lines) == 38 and all(isinstance(one, int) and not isinstance(one, bool) for one in minutes)
    see.that(
        "le délai de décision est dit par ligne",
        "time to decision is shown per line",
        shown,
        (len(lines), minutes),
    )
    cards = {line.get("minutes_to_decide") for line in lines if line.get("category") == "calling_card"}
    see.equal("aucun délai pour les cartes", "none for the cards", cards, {0})


async def lines_of(play: Opapa, request: str) -> list[Any]:
    view = await play.cast.pivot.get(f"/v1/requests/{request}")
    lines = view.at("lines")
    return lines if isinstance(lines, list) else []


async def paid(play: Opapa, see: Seen, large: list[str], requests: list[str]) -> None:
    """Rooms and clothing leave through the bank, which says so itself; cards by hand, with a reference."""
    for request in requests:
        for card in items(await play.cast.second_approver.get("/v1/payouts", request_id=request)):
            if card.get("category") == "calling_card":
                body = {"reference": "card from stock", "amount_cents": CARD}
                needed(await play.cast.second_approver.post(f"/v1/payouts/{card['id']}/confirm", body))
    confirmed: list[str] = []
    for request in requests:
        reply = await play.stage.eventually(payouts_of(play, request), all_confirmed)
        confirmed += [str(row.get("state")) for row in items(reply)]
    see.equal("38 paiements confirmés", "38 payments confirmed", confirmed, ["confirmed"] * 38)
    view = await play.cast.pivot.get(f"/v1/requests/{large[0]}")
    see.equal("le pivot voit sa demande payée", "the pivot sees the request paid", view.at("state"), "paid")
    after = await envelope(play.cast.approver, "F1")
    balances = (after.at("available_cents"), after.at("committed_cents"))
    see.equal(
        "F1 : 2 800 $ disponibles, rien de plus en attente",
        "F1: 2,800 available, nothing more pending",
        balances,
        (START - TOTAL, play.must("committed")),
    )


def payouts_of(play: Opapa, request: str) -> Any:
    async def look() -> Reply:
        return await play.cast.second_approver.get("/v1/payouts", request_id=request)

    return look


def all_confirmed(reply: Reply) -> bool:
    rows = items(reply)
    return bool(rows) and all(row.get("state") == "confirmed" for row in rows)


@SCRIPT.step(
    13,
    "Une collègue demande à F3 des vêtements pour un de ces dossiers.",
    "A colleague asks F3 for clothing for one of the same cases.",
)
async def other_fund(play: Opapa, see: Seen) -> None:
    """FND-07: a warning with a band, never a refusal; F3 does not see F1's details."""
    person = play.people[0]
    funds = play.must("F3")
    body = {
        "case_id": person.case,
        "fund_id": funds["fund_id"],
        "envelope_id": funds["envelope_id"],
        "attested": ATTESTED,
        "lines": [{"category": "clothing", "amount_cents": 3_100, "payment": "cash_by_worker"}],
    }
    asked = await play.cast.colleague.post("/v1/requests", body)
    see.accepted("la collègue demande 31 $", "the colleague asks for 31", asked)
    path = f"/v1/requests/{asked.at('id')}"
    seen = await play.cast.other_fund.get(path)
    elsewhere = seen.at("already_funded", 0)
    known = (
        {name: elsewhere.get(name) for name in ("category", "within_days", "band", "same_fund")}
        if isinstance(elsewhere, dict)
        else elsewhere
    )
    see.equal(
        "F3 voit : vêtements, aujourd'hui, tranche sous 100",
        "F3 sees: clothing, today, band under 100",
        known,
        {"category": "clothing", "within_days": 7, "band": "<100", "same_fund": False},
    )
    told = words_in(seen.body)
    secrets = [
        word
        for word in ("coalition", "r-f1", play.must("F1")["envelope_id"], "2500", "hotel", "calling_card")
        if word in told
    ]
    see.equal("rien d'autre de F1", "nothing else of F1", secrets, [])
    warned = await play.cast.other_fund.post(f"{path}/approve", {})
    see.refused("un avertissement d'abord", "a warning first", warned, "already_funded_elsewhere")
    see.equal("avec la tranche", "with the band", warned.at("facts", "band"), "<100")
    unchanged = await play.cast.other_fund.get(path)
    see.equal(
        "annuler ne change rien : la demande attend",
        "cancelling changes nothing: the request waits",
        unchanged.at("state"),
        "submitted",
    )
    went_on = await play.cast.other_fund.post(
        f"{path}/approve", {"continue_with_reason": "winter coat, the first one was lost"}
    )
    see.equal("avec un motif, F3 continue", "with a reason, F3 goes on", went_on.at("outcome"), "approved")
    hidden = await play.cast.approver.get(path)
    see.refused(
        "F1 ne lit pas la demande faite à F3", "F1 does not read the request to F3", hidden, "not_found"
    )


FORBIDDEN = frozenset(
    {"complaint", "complaints", "plainte", "statement", "testimony", "testify", "testifies", "witness"}
    | {"cooperate", "cooperates", "cooperation", "cooperative"}
)
"""What no field may be called, by whole words (CPL-01)."""


@SCRIPT.step(
    14,
    "Deux hommes ne parleront pas à la police : il n'y a où l'écrire, et rien ne change.",
    "Two men will not speak to police: there is nowhere to record it, and nothing changes.",
)
async def not_with_police(play: Opapa, see: Seen) -> None:
    """CPL-01, OPS-15: no field, no text, no effect on beds or payments."""
    before = await beds_and_payments(play)
    schema = await play.stage.wire.send(Ask(None, "GET", "/schema/openapi.json"))
    named = sorted({name for name in field_names(schema.body) if FORBIDDEN & set(name.lower().split("_"))})
    see.that(
        "aucun champ de toute l'API ne le demande",
        "no field of the whole API asks",
        schema.ok and not named and any(field_names(schema.body)),
        named or schema.status,
    )
    person = play.people[0]
    field = await play.cast.pivot.post(
        f"/v1/cases/{person.case}/consents", {"scope": "bed", "cooperates": False}
    )
    see.equal("un champ inventé est refusé", "an invented field is refused", field.status, 400)
    text = {
        "case_id": person.case,
        "fund_id": play.must("F1")["fund_id"],
        "attested": ATTESTED,
        "lines": [
            {"category": "other_immediate", "amount_cents": 1_000, "description": "blanket; will not testify"}
        ],
    }
    written = await play.cast.pivot.post("/v1/requests", text)
    see.refused(
        "une phrase qui le dit est refusée",
        "a sentence that says so is refused",
        written,
        "text_says_too_much",
    )
    see.that(
        "les lits et les paiements restent",
        "beds and payments stay",
        before == await beds_and_payments(play) and bool(before),
        len(before),
    )


def field_names(part: Any) -> Iterator[str]:
    """Every property that any schema of the API declares."""
    if isinstance(part, dict):
        properties = part.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for value in part.values():
            yield from field_names(value)
    elif isinstance(part, list):
        for value in part:
            yield from field_names(value)


async def beds_and_payments(play: Opapa) -> list[Any]:
    """Who is in which place, and what was paid. Raises `CannotGoOnError` when it cannot be read."""
    beds = [
        sorted((str(row.get("place_id")), str(row.get("state"))) for row in await expected_at(play, shelter))
        for shelter in ("S4", "S7", "S8")
    ]
    balances = (await envelope(play.cast.approver, "F1")).body
    if not isinstance(balances, dict):
        raise CannotGoOnError("no balances")
    return [*beds, balances]
