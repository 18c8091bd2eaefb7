"""Bad input: a precise problem document in both languages, and nothing has changed but the trail."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import jwt
import pytest

from api.app import Relais
from api.auth.tokens import TokenKeys, new_keys
from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from service.settings import Settings
from service.store.store import Store
from tests.api.world import KINDS, World, build, operation, window
from tests.conftest import client_of, empty
from tests.doubles.stripe_api import sign
from tests.network import Network

NOON = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
SECRET = "whsec_relais"


@pytest.fixture(scope="module")
async def world(
    pool: asyncpg.Pool, _superuser: asyncpg.Connection, token_keys: TokenKeys
) -> AsyncIterator[World]:
    """One world for all of it, because nothing here changes anything."""
    clock = SetClock(NOON)

    def as_(member: UUID, *, key: str, version: int | None = None, language: str = "en") -> dict[str, str]:
        said = {"Idempotency-Key": key} if version is None else {"If-Match": f'"{version}"'}
        token = token_keys.sign(member, clock.now())
        return {"Authorization": f"Bearer {token}", "Accept-Language": language, **said}

    settings = Settings(environment="demo", stripe_webhook_secrets=(SECRET,))
    async with client_of(Relais(settings, Store(pool, clock), token_keys)) as client:
        yield await build(client, as_, clock, Network(_superuser, clock))
    await empty(_superuser)


MAY_CHANGE = {"events", "idempotency", "trail_leaves", "trail_nodes", "trail_checkpoints", "trail_state"}
"""The trail and the record of keys; a refused attempt is an event."""
TOMORROW = {"starts_at": "2026-11-04T11:00:00Z", "ends_at": "2026-11-04T15:00:00Z"}


@dataclass(frozen=True)
class Bad:
    """One thing that somebody should not have sent: where, what, and the answer that it deserves."""

    path: str
    body: Any
    status: int
    type: str
    names: str = ""
    """The field that the answer names."""
    by: Role = Role.INVESTIGATOR
    version: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


async def contents(world: World) -> dict[str, str]:
    """A fingerprint of every table, but of those that may change."""
    tables = await world.db.fetch(
        "SELECT tablename AS t, schemaname AS s FROM pg_tables WHERE schemaname IN ('public', 'vault')"
    )
    query = " UNION ALL ".join(
        f"""SELECT '{row["t"]}' AS t, count(*) || ':' || coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '')
        AS found FROM "{row["s"]}"."{row["t"]}" x"""
        for row in tables
        if row["t"] not in MAY_CHANGE
    )
    return {row["t"]: row["found"] for row in await world.db.fetch(query)}


async def send(world: World, bad: Bad, language: str) -> httpx.Response:
    """Send it as somebody who may otherwise do it, with a fresh key."""
    headers = world.as_(world.people[bad.by], key=uuid4().hex, language=language, version=bad.version)
    path = f"/v1{bad.path}".format(**world.ids)
    method = "POST" if bad.version is None else "PUT"
    if isinstance(bad.body, bytes):
        headers["Content-Type"] = "application/json"
        return await world.client.request(method, path, content=bad.body, headers=headers)
    return await world.client.request(method, path, json=_filled(bad.body, world), headers=headers)


def _filled(body: Any, world: World) -> Any:
    """The body with `{case_id}` and the like filled in."""
    if isinstance(body, dict):
        return {name: _filled(value, world) for name, value in body.items()}
    if isinstance(body, list | tuple):
        return [_filled(value, world) for value in body]
    if isinstance(body, str) and body.startswith("{") and body.endswith("}"):
        return str(world.ids[body[1:-1]])
    return body


async def refused(world: World, bad: Bad) -> None:
    """It is answered precisely, in French and in English, and leaves everything as it was."""
    before = await contents(world)
    said = {language: await send(world, bad, language) for language in ("fr", "en")}
    for language, answer in said.items():
        assert (answer.status_code, answer.json().get("type")) == (bad.status, f"/problems/{bad.type}"), (
            answer.text
        )
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert answer.json()["status"] == bad.status
        if bad.names:
            assert bad.names in {each["field"] for each in answer.json()["fields"]}, answer.text
        for name, value in bad.facts.items():
            assert answer.json()["facts"][name] == value
    french, english = said["fr"].json(), said["en"].json()
    for part in ("title", "detail"):
        assert french[part]
        assert english[part]
        assert french[part] != english[part]
    assert await contents(world) == before


def ask(path: str, body: Any, names: str = "", **rest: Any) -> Bad:
    """Refused at the door: 400, with the field."""
    return Bad(path, body, 400, "bad_input", names, **rest)


HOLD = operation(NOON)
ASK = {"parties": HOLD["parties"], "areas": HOLD["areas"], "window": TOMORROW}
COUNT = {"looked_at": NOON.isoformat(), "free": 3}
PIVOT = Role.PIVOT_WORKER
DESK = Role.FRONT_DESK
HOUSE = Role.SHELTER_COORDINATOR
FUND = Role.FUND_ADMINISTRATOR
LINE = {"category": "food", "amount_cents": 4_000}
MONEY = {"case_id": "{case_id}", "fund_id": "{fund_id}", "attested": list(ATTESTATIONS), "lines": [LINE]}
CASE = {
    "region": "CA-ON",
    "age_band": "25+",
    "party": {"gender": "man"},
    "languages": ["hu"],
    "consents": [{"scope": "bed"}],
    "backup_member_id": str(uuid4()),
}
REFER = {
    "shelter_id": "{refuge_id}",
    "low_security_reason": "person_chose",
    "question": {"party": {"people": [{"gender": "man", "age_band": "25+"}]}},
    "expected_at": (NOON + timedelta(hours=1)).isoformat(),
}


@pytest.mark.parametrize(
    "bad",
    [
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": "three"}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": 2.5}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": True}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"looked_at": "yesterday"}, "looked_at", by=DESK),
        ask(
            "/shelters/{shelter_id}/counts",
            COUNT | {"looked_at": "2026-11-03T17:00:00"},
            "looked_at",
            by=DESK,
        ),
        ask("/shelters/{shelter_id}/counts", [], by=DESK),
        ask("/shelters/{shelter_id}/counts", b"{", by=DESK),
        ask("/shelters/{shelter_id}/counts", b"", by=DESK),
        ask("/shelters/{shelter_id}/counts", b'{"free": 1e400}', by=DESK),
        ask("/shelters/{shelter_id}/counts", b"\xff\xfe", by=DESK),
        ask("/shelters/{shelter_id}/counts", b"[" * 100_000, by=DESK),
        ask("/operations", HOLD | {"parties": "all of them"}, "parties"),
        ask("/operations", HOLD | {"window": None}, "window"),
        ask("/operations", HOLD | {"colleagues": ["nobody"]}),
        ask("/cases", CASE | {"age_band": "19"}, "age_band", by=PIVOT),
        ask("/requests", MONEY | {"lines": [LINE | {"amount_cents": "40 $"}]}, by=PIVOT),
        ask("/requests", MONEY | {"case_id": 7}, "case_id", by=PIVOT),
    ],
)
async def test_wrong_types(world: World, bad: Bad) -> None:
    """The field is named, whatever arrived in its place."""
    await refused(world, bad)


@pytest.mark.parametrize(
    "bad",
    [
        ask("/cases", CASE | {"immigration_status": "none"}, by=PIVOT),
        ask("/cases", CASE | {"party": {"gender": "man", "name": "X"}}, by=PIVOT),
        ask("/operations", HOLD | {"target": "X"}),
        ask("/operations", HOLD | {"window": TOMORROW | {"place": "X"}}),
        ask("/requests", MONEY | {"complaint": True}, by=PIVOT),
        ask("/shelters/{shelter_id}/counts", COUNT | {"note": "X"}, by=DESK),
    ],
)
async def test_unknown_fields(world: World, bad: Bad) -> None:
    """IMM-01, CPL-01, OPS-11: what Relais does not hold has no field to come in by."""
    await refused(world, bad)


PAST = {"starts_at": "2026-11-02T11:00:00Z", "ends_at": "2026-11-02T15:00:00Z"}
REVERSED = {"starts_at": TOMORROW["ends_at"], "ends_at": TOMORROW["starts_at"]}
EMPTY = {"starts_at": TOMORROW["starts_at"], "ends_at": TOMORROW["starts_at"]}
LONG = TOMORROW | {"ends_at": "2026-11-06T11:00:01Z"}
FAR = {"starts_at": "2027-02-04T11:00:00Z", "ends_at": "2027-02-04T15:00:00Z"}
CLOSURE = {"bed_ids": ["{bed_id}"], **TOMORROW}
ENVELOPE = {"code": "F9", "name": "Coalition", "funder": "Coalition", **TOMORROW, "contribution_cents": 100}


@pytest.mark.parametrize(
    "bad",
    [
        *(Bad("/operations", HOLD | {"window": each}, 422, "operation_window") for each in (PAST, REVERSED)),
        *(
            Bad("/operations", HOLD | {"window": each}, 422, "operation_window")
            for each in (EMPTY, LONG, FAR)
        ),
        *(
            Bad("/feasibility", ASK | {"window": each}, 422, "operation_window")
            for each in (PAST, REVERSED, LONG)
        ),
        *(
            Bad("/operations/{operation_id}/postpone", {"window": each}, 422, "operation_window")
            for each in (PAST, REVERSED, LONG)
        ),
        Bad("/shelters/{shelter_id}/closures", CLOSURE | REVERSED, 422, "period_reversed", by=HOUSE),
        Bad("/shelters/{shelter_id}/closures", CLOSURE | EMPTY, 422, "period_reversed", by=HOUSE),
        Bad("/envelopes", ENVELOPE | REVERSED, 422, "period_reversed", by=FUND),
        Bad(
            "/shelters/{shelter_id}/counts",
            COUNT | {"looked_at": "2026-11-03T17:00:01Z"},
            422,
            "count_in_the_future",
            by=DESK,
        ),
        Bad(
            "/shelters/{shelter_id}/counts",
            COUNT | {"looked_at": "2026-11-03T04:00:00Z"},
            409,
            "count_too_old",
            by=DESK,
        ),
    ],
)
async def test_past_and_reversed_windows(world: World, bad: Bad) -> None:
    """OPS-04, BED-15: a period ends after it begins, and a window ends ahead."""
    await refused(world, bad)


def people(number: int) -> dict[str, Any]:
    """So many men, asked for as if that were an operation."""
    parties = [{"people": [{"gender": "man", "count": number}]}]
    return HOLD | {"parties": parties, "minimum": 1, "expected": 10, "maximum": 10}


@pytest.mark.parametrize(
    "bad",
    [
        ask("/operations", people(0)),
        ask("/operations", people(-1)),
        ask("/operations", people(10_000)),
        ask("/operations", HOLD | {"expected": 10_000, "maximum": 10_000}),
        ask("/operations", HOLD | {"parties": []}, "parties"),
        ask("/operations", HOLD | {"minimum": 0}, "minimum"),
        Bad("/operations", HOLD | {"minimum": 11}, 422, "operation_numbers"),
        Bad("/operations", people(9), 422, "operation_numbers"),
        ask("/feasibility", ASK | {"parties": [{"people": [{"gender": "man", "count": 10_000}]}]}),
        ask("/feasibility", ASK | {"parties": [{"people": []}]}),
        ask("/operations/{operation_id}/hand-over", {"people": -1}, "people"),
        ask("/operations/{operation_id}/hand-over", {"people": 10_000}, "people"),
        ask("/referrals", REFER | {"question": {"party": {"people": []}}}, by=PIVOT),
        ask(
            "/referrals",
            REFER
            | {"question": {"party": {"people": [{"gender": "man", "age_band": "25+", "count": 10_000}]}}},
            by=PIVOT,
        ),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": -1}, "free", by=DESK),
        ask("/shelters/{shelter_id}/counts", COUNT | {"free": 10_001}, "free", by=DESK),
        Bad("/shelters/{shelter_id}/counts", COUNT | {"free": 9}, 422, "count_above_beds", by=DESK),
    ],
)
async def test_zero_or_ten_thousand_people(world: World, bad: Bad) -> None:
    """OPS-01: at least one, at most a hundred; and no more free beds than there are beds."""
    await refused(world, bad)


ELSEWHERE = "{bed_of_another_shelter}"


@pytest.mark.parametrize(
    "bad",
    [
        Bad(
            "/shelters/{shelter_id}/closures", CLOSURE | {"bed_ids": [ELSEWHERE]}, 404, "not_found", by=HOUSE
        ),
        Bad(
            "/shelters/{shelter_id}/closures",
            CLOSURE | {"bed_ids": ["{bed_id}", ELSEWHERE]},
            404,
            "not_found",
            by=HOUSE,
        ),
        Bad(
            "/shelters/{shelter_id}/counts",
            COUNT | {"pool_id": "{pool_of_another_shelter}"},
            404,
            "not_found",
            by=DESK,
        ),
        Bad(
            "/shelters/{another_shelter}/counts", COUNT | {"pool_id": "{pool_id}"}, 404, "not_found", by=DESK
        ),
        Bad("/shelters/{shelter_id}/closures/{closure_id}/end", None, 404, "not_found", by=HOUSE),
        Bad("/shelters/{another_shelter}/closures/{closure_id}/end", None, 404, "not_found", by=HOUSE),
        Bad("/stays/{claim_id}/departure", None, 404, "not_found", by=DESK),
        Bad(
            "/shelters/{shelter_id}/pools/{pool_of_another_shelter}",
            {"accepts_genders": ["man"], "sleeps": 1},
            404,
            "not_found",
            by=HOUSE,
            version=1,
        ),
    ],
)
async def test_a_bed_of_another_shelter(world: World, bad: Bad) -> None:
    """BED-01: what is not of this house does not exist for it, not even among beds that are."""
    other = world.stage.shelters["S10"]
    world.ids["another_shelter"] = other.id
    world.ids["bed_of_another_shelter"] = await world.one(
        f"SELECT id FROM beds WHERE shelter_key = {other.key} LIMIT 1"
    )
    world.ids["pool_of_another_shelter"] = await world.one(
        f"SELECT id FROM pools WHERE shelter_key = {other.key} LIMIT 1"
    )
    await refused(world, bad)


AMOUNTS = (0, -1, 10**12, 0.5, 1000.5, "0.5", 10**30, None)


@pytest.mark.parametrize("amount", AMOUNTS)
@pytest.mark.parametrize(
    ("path", "body", "by"),
    [
        ("/requests", MONEY | {"lines": [LINE | {"amount_cents": "?"}]}, Role.PIVOT_WORKER),
        ("/envelopes/{envelope_id}/contributions", {"amount_cents": "?"}, Role.FUND_ADMINISTRATOR),
        ("/envelopes/{envelope_id}/covers", {"amount_cents": "?"}, Role.FUND_ADMINISTRATOR),
        ("/envelopes", ENVELOPE | {"contribution_cents": "?"}, Role.FUND_ADMINISTRATOR),
        ("/lines/{line_id}/returns", {"amount_cents": "?"}, Role.FUND_ADMINISTRATOR),
        (
            "/payouts/{payout_id}/confirm",
            {"reference": "cheque 1", "amount_cents": "?"},
            Role.FUND_ADMINISTRATOR,
        ),
    ],
)
async def test_amounts_of_nothing_and_of_too_much(
    world: World, path: str, body: dict[str, Any], by: Role, amount: Any
) -> None:
    """FND-09: positive whole cents, and at most a million dollars."""
    await refused(world, ask(path, _with_amount(body, amount), by=by))


def _with_amount(body: Any, amount: Any) -> Any:
    if isinstance(body, dict):
        return {name: _with_amount(value, amount) for name, value in body.items()}
    if isinstance(body, list):
        return [_with_amount(value, amount) for value in body]
    return amount if body == "?" else body


@pytest.mark.parametrize("amount", [amount for amount in AMOUNTS if amount is not None])
async def test_part_of_a_line_is_an_amount_too(world: World, amount: Any) -> None:
    """FND-09, FND-11."""
    body = {"lines": [{"line_id": "{line_id}", "amount_cents": amount}]}
    await refused(world, ask("/requests/{request_id}/approve", body, by=FUND))


async def test_a_receipt_may_say_nothing_was_spent_but_never_less(world: World) -> None:
    """FND-12."""
    for amount in (-1, 10**12, 0.5, None):
        await refused(
            world, ask("/lines/{line_id}/receipts", {"spent_cents": amount}, "spent_cents", by=PIVOT)
        )


@pytest.mark.parametrize(
    "bad",
    [
        Bad("/requests", MONEY | {"case_id": str(uuid4())}, 404, "not_found", by=PIVOT),
        Bad(
            "/requests",
            MONEY | {"lines": [LINE | {"payee_id": str(uuid4())}]},
            422,
            "no_such_payee",
            by=PIVOT,
        ),
        Bad("/requests", MONEY | {"fund_id": "{case_id}"}, 422, "no_such_fund", by=PIVOT),
        Bad("/referrals", REFER | {"case_id": str(uuid4())}, 404, "not_found", by=PIVOT),
        Bad("/referrals", REFER | {"shelter_id": "{case_id}"}, 404, "not_found", by=PIVOT),
        Bad("/cases/{case_id}/placements", {"claim_id": "{stay_id}"}, 409, "claim_not_linkable", by=PIVOT),
        Bad("/arrivals", {"place_id": "{operation_id}"}, 404, "not_found", by=DESK),
        Bad(
            "/operations/{operation_id}/pivot",
            {"organisation_id": "{fund_id}"},
            422,
            "not_a_pivot_organisation",
        ),
        Bad(
            "/requests/{request_id}/approve",
            {"lines": [{"line_id": str(uuid4())}]},
            422,
            "line_not_open",
            by=FUND,
        ),
        Bad("/requests/{case_id}/approve", {}, 404, "not_found", by=FUND),
        Bad("/payouts/{request_id}/release", None, 404, "not_found", by=FUND),
    ],
)
async def test_ids_of_something_else(world: World, bad: Bad) -> None:
    """CNF-03: an id that is not yours, or not of that kind, does not exist."""
    await refused(world, bad)


@pytest.mark.parametrize(
    ("role", "path", "body"),
    [
        (Role.PIVOT_WORKER, "/cases/{case_id}/exclusions", {"kind": "city", "value": "Laval"}),
        (Role.PIVOT_WORKER, "/requests", MONEY),
        (Role.PIVOT_WORKER, "/referrals/{referral_id}/withdraw", None),
        (Role.FRONT_DESK, "/shelters/{shelter_id}/counts", COUNT),
        (Role.SHELTER_COORDINATOR, "/shelters/{shelter_id}/closures", CLOSURE),
        (Role.INVESTIGATOR, "/operations/{operation_id}/cancel", None),
        (Role.FUND_ADMINISTRATOR, "/requests/{request_id}/approve", {}),
        (Role.FUND_ADMINISTRATOR, "/envelopes/{envelope_id}/contributions", {"amount_cents": 100}),
        (
            Role.REGIONAL_COORDINATOR,
            "/overrides/{override_id}/decision",
            {"grant": False, "reason": "no place"},
        ),
    ],
)
async def test_ids_of_another_organisation(world: World, role: Role, path: str, body: Any) -> None:
    """CNF-03, POL-03: with the role but not of the house, it is not there."""
    stranger = await world.network.member(
        await world.network.organisation(KINDS[role], regions=["CA-BC"]), role
    )
    before = await contents(world)
    headers = world.as_(stranger, key=uuid4().hex)
    answer = await world.client.post(
        f"/v1{path}".format(**world.ids), json=_filled(body, world), headers=headers
    )
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
    assert await contents(world) == before


def texts(text: str) -> list[Bad]:
    """The same text wherever a text may stand."""
    line = LINE | {"category": "other_immediate", "description": text}
    return [
        Bad(
            "/requests",
            MONEY | {"lines": [line]},
            422,
            "text_says_too_much",
            "lines[0].description",
            by=PIVOT,
        ),
        Bad(
            "/requests",
            MONEY | {"lines": [LINE | {"reason": text}]},
            422,
            "text_says_too_much",
            "lines[0].reason",
            by=PIVOT,
        ),
        Bad(
            "/requests/{request_id}/approve",
            {"continue_with_reason": text},
            422,
            "text_says_too_much",
            "continue_with_reason",
            by=FUND,
        ),
        Bad(
            "/overrides/{override_id}/decision",
            {"grant": True, "reason": text},
            422,
            "text_says_too_much",
            "reason",
            by=Role.REGIONAL_COORDINATOR,
        ),
        Bad(
            "/arrival-points",
            {"shelter_id": "{shelter_id}", **TOMORROW, "words": text},
            422,
            "text_says_too_much",
            "words",
            by=HOUSE,
        ),
        Bad("/payees", {"name": text, "rail": "manual_cheque"}, 422, "text_says_too_much", "name", by=FUND),
    ]


@pytest.mark.parametrize("bad", texts("homme sans papiers"))
async def test_words_of_status(world: World, bad: Bad) -> None:
    """IMM-05: refused with the words found, and neither the text nor the words are kept anywhere."""
    await refused(world, replace(bad, facts={"words": "sans papiers"}))
    kept = await world.db.fetch("SELECT x::text AS row FROM idempotency x")
    assert not [row for row in kept if "papiers" in row["row"]]


@pytest.mark.parametrize("bad", texts("bo\u0007ts"))
async def test_control_characters(world: World, bad: Bad) -> None:
    """IMM-05: what nobody can see is named by its number; a name takes none at all."""
    if bad.names == "name":
        bad = replace(bad, status=400, type="bad_input")
    await refused(world, bad)


@pytest.mark.parametrize("text", ["nul\u0000", "half \ud800 a sign"])
async def test_signs_that_postgresql_cannot_keep(world: World, text: str) -> None:
    """A NUL and half of a pair are refused at the door, wherever they stand."""
    body = f'{{"kind": "city", "value": "{text.encode("unicode_escape").decode()}"}}'
    sent = body.replace("\\x00", "\\u0000").encode()
    answer = await world.client.post(
        f"/v1/cases/{world.ids['case_id']}/exclusions",
        content=sent,
        headers=world.as_(world.stage.pivot, key=uuid4().hex) | {"Content-Type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["type"] in {"/problems/bad_input", "/problems/text_says_too_much"}


@pytest.mark.parametrize("path", ["/operations", "/cases", "/requests"])
async def test_bodies_of_ten_megabytes(world: World, path: str) -> None:
    """Read no further than a megabyte, whether the length is announced or not."""
    by = Role.INVESTIGATOR if path == "/operations" else Role.PIVOT_WORKER
    body = b'{"x": "' + b"a" * 10_000_000 + b'"}'
    await refused(world, Bad(path, body, 413, "too_large", by=by))
    before = await contents(world)

    async def in_pieces() -> Any:
        for _ in range(1_000):
            yield b"a" * 10_000

    headers = world.as_(world.people[by], key=uuid4().hex) | {"Content-Type": "application/json"}
    answer = await world.client.post(f"/v1{path}", content=in_pieces(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too_large")
    assert await contents(world) == before


async def test_a_large_body_is_not_json_but_a_form(world: World) -> None:
    """Another media type is refused by name."""
    headers = world.as_(world.stage.pivot, key=uuid4().hex) | {"Content-Type": "text/plain"}
    answer = await world.client.post("/v1/cases", content=b"region=CA-ON", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")


async def test_expired_and_foreign_tokens(world: World, token_keys: TokenKeys) -> None:
    """Ten minutes, our keys, a member who still is one: anything else is nobody."""
    member, now = world.stage.pivot, world.clock.now()
    keys, theirs = token_keys, new_keys()
    kid = keys.current
    claims = {"iss": "relais", "sub": str(member), "iat": now, "exp": now + timedelta(minutes=10)}
    private = keys.private[kid]
    former = await world.network.member(
        world.stage.clinic, Role.PIVOT_WORKER, ends_on=now.date() - timedelta(days=1)
    )
    tokens = {
        "expired": keys.sign(member, now - timedelta(minutes=10)),
        "not yet": keys.sign(member, now + timedelta(minutes=1)),
        "foreign key": theirs.sign(member, now),
        "foreign key under our name": jwt.encode(
            claims, theirs.private[theirs.current], "EdDSA", {"kid": kid}
        ),
        "unsigned": jwt.encode(claims, "", "none", {"kid": kid}),
        "another issuer": jwt.encode(claims | {"iss": "other"}, private, "EdDSA", {"kid": kid}),
        "no end": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, private, "EdDSA", {"kid": kid}),
        "not a member's id": jwt.encode(claims | {"sub": "root"}, private, "EdDSA", {"kid": kid}),
        "unknown member": keys.sign(uuid4(), now),
        "former member": keys.sign(former, now),
        "cut short": keys.sign(member, now)[:-4],
        "not a token": "x",
    }
    before = await contents(world)
    for why, token in tokens.items():
        for language, title in TITLES.items():
            headers = {
                "Authorization": f"Bearer {token}",
                "Accept-Language": language,
                "Idempotency-Key": uuid4().hex,
            }
            answer = await world.client.post("/v1/cases", json=CASE, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not_signed_in"), why
            assert answer.json()["title"] == title
            assert answer.headers["www-authenticate"] == "Bearer"
    assert await contents(world) == before


TITLES = {
    "fr": "Votre accès n'est pas reconnu, ou il est terminé.",
    "en": "Your access is not recognised, or it has ended.",
}


def notice(intent: UUID, cents: int) -> bytes:
    """What Stripe says when a transfer was made."""
    return (
        f'{{"id": "evt_1", "object": "event", "type": "transfer.created", "created": {int(NOON.timestamp())}, '
        f'"data": {{"object": {{"id": "tr_1", "object": "transfer", "amount": {cents}, "currency": "cad", '
        f'"amount_reversed": 0, "transfer_group": "{intent}"}}}}}}'
    ).encode()


@pytest.mark.parametrize("flaw", ["wrong secret", "another body", "old", "none", "nonsense"])
async def test_a_webhook_with_a_wrong_signature(world: World, flaw: str) -> None:
    """FND-09: believed only when signed, recent and ours."""
    body, at = notice(world.ids["payout_id"], 4_000), int(NOON.timestamp())
    signatures = {
        "wrong secret": sign(body, ["whsec_other"], at),
        "another body": sign(body + b" ", [SECRET], at),
        "old": sign(body, [SECRET], at - 3_600),
        "none": None,
        "nonsense": "t=x,v1=y",
    }
    before = await contents(world)
    titles = set()
    for language in ("fr", "en"):
        signature = signatures[flaw]
        headers = {"Accept-Language": language, **({"Stripe-Signature": signature} if signature else {})}
        answer = await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/webhook_not_believed")
        titles.add(answer.json()["title"])
    assert len(titles) == 2
    assert await contents(world) == before


async def test_a_webhook_twice(world: World) -> None:
    """FND-09: kept once, and the second time nothing happens."""
    body = notice(uuid4(), 4_000)
    headers = {"Stripe-Signature": sign(body, [SECRET], int(NOON.timestamp()))}
    first = await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)
    assert (first.status_code, first.json()) == (200, {"outcome": "kept"})
    after = await contents(world)
    again = await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)
    assert (again.status_code, again.json()) == (200, {"outcome": "kept"})
    assert await contents(world) == after


async def test_the_same_key_for_something_else(world: World) -> None:
    """One key, one effect: another body under it is refused."""
    headers = world.as_(world.first, key="one")
    path = f"/v1/envelopes/{world.ids['envelope_id']}/contributions"
    assert (await world.client.post(path, json={"amount_cents": 100}, headers=headers)).status_code == 204
    before = await contents(world)
    answer = await world.client.post(path, json={"amount_cents": 200}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency_key_reused")
    assert await contents(world) == before


async def test_the_window_of_the_world_is_tomorrow(world: World) -> None:
    """Guards the tests above: what they vary is accepted as it is."""
    headers = world.as_(world.stage.investigator, key=uuid4().hex)
    assert (await world.client.post("/v1/operations", json=HOLD, headers=headers)).status_code == 201
    assert HOLD["window"] == window(NOON)
    for path, body, by in (
        ("/v1/requests", MONEY, world.stage.pivot),
        (f"/v1/shelters/{world.ids['shelter_id']}/counts", COUNT, world.stage.shelters["S8"].desk),
        ("/v1/envelopes", ENVELOPE, world.first),
        ("/v1/cases", CASE | {"backup_member_id": str(world.backup)}, world.stage.pivot),
        ("/v1/feasibility", ASK, world.stage.investigator),
        ("/v1/referrals", REFER, world.stage.pivot),
    ):
        answer = await world.client.post(
            path, json=_filled(body, world), headers=world.as_(by, key=uuid4().hex)
        )
        assert answer.status_code in {200, 201}, (path, answer.text)
