"""A house on a bare phone at three in the morning: texts out and in, over HTTP, against a provider that misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.parts import Relais
from jobs.app import Jobs, assemble, handlers_of
from service.clock import SetClock
from service.settings import Settings
from tests.conftest import client_of
from tests.doubles.texts_api import ACCOUNT, TextsDouble, notice, tell
from tests.network import Network
from tests.service.beds.town import Shelter, Town

FIRST, DUTY = "+15145550142", "+15145550143"
IN, STATUS = "/v1/webhooks/texts", "/v1/webhooks/texts/status"
THREE_AM = datetime(2026, 11, 4, 8, tzinfo=UTC)
_sids = count(100)
THE_SAME = f"SM{7:032}"


@dataclass
class Line:
    """A house with two duty phones, and all that is between them and Relais."""

    town: Town
    house: Shelter
    double: TextsDouble
    jobs: Jobs
    superuser: asyncpg.Connection

    async def texts(self) -> list[str]:
        """What was sent since the last look, once the jobs have run."""
        for name in ("messages.climb", "outbox.messages.ask_by_text", "outbox.messages.reply_by_text"):
            await self.jobs.run(name)
        found = [each.body for each in self.double.taken]
        self.double.taken.clear()
        return found

    async def say(
        self, body: str, *, by: str = FIRST, sid: str | None = None, sent: datetime | None = None
    ) -> None:
        """A text comes in."""
        form = notice(by, body, sid or f"SM{next(_sids):032}", sent)
        answer = await tell(self.town.client, IN, form)
        assert answer.status_code == 204, answer.text

    async def heard(self, body: str, **more: Any) -> str:
        """The one reply to a text."""
        await self.say(body, **more)
        (reply,) = await self.texts()
        return reply

    async def asked(self, pivot: UUID) -> dict[str, Any]:
        """A referral that the house must answer."""
        made = await self.town.refer(pivot, self.house)
        assert made.json()["state"] == "asked", made.text
        return dict(made.json())

    async def state(self, pivot: UUID, referral: dict[str, Any]) -> tuple[str, str | None]:
        found = (await self.town.get(pivot, f"/referrals/{referral['id']}")).json()
        return found["state"], found["decline_reason"]

    async def phone(self, rung: str, number: str | None, language: str = "fr") -> httpx.Response:
        body = {"duty": "shelter", "rung": rung, "duty_number": number, "language": language}
        return await self.town.post(self.house.coordinator, "/duty-phones", body)


@pytest.fixture
async def line(
    relais: Relais, as_: Any, network: Network, clock: SetClock, superuser: asyncpg.Connection
) -> AsyncIterator[Line]:
    double = TextsDouble()
    parts = replace(
        relais, settings=Settings(environment="demo", texts_token=ACCOUNT.token), texts=double.channel()
    )
    assert parts.worker_pool is not None
    jobs = assemble(parts, parts.worker_pool, handlers_of(parts))
    async with client_of(parts) as client:
        town = Town(client, as_, network, clock)
        house = await town.shelter(beds=3, fresh_for_minutes=60)
        found = Line(town, house, double, jobs, superuser)
        roster = await town.post(house.coordinator, "/rosters", {"duty": "shelter"})
        slot = {"member_id": str(house.desk), "rank": 1, "starts_on": "2026-11-03", "starts": "20:00",
                "ends_on": "2026-11-04", "ends": "08:00"}  # fmt: skip
        made = await town.post(house.coordinator, f"/rosters/{roster.json()['id']}/slots", slot)
        assert made.status_code == 201, made.text
        for rung, number, language in (("first", "514 555-0142", "fr"), ("duty", "1-514-555-0143", "en")):
            assert (await found.phone(rung, number, language)).status_code == 204
        clock.set(THREE_AM)
        yield found


async def test_a_request_reaches_the_phone_on_call_and_is_answered_there(line: Line) -> None:
    """OPS-04, ACC-03, OPS-03, ADM-04, SAF-09: asked in French, then in English on the duty's phone; a no has its one
    reason, a yes holds the bed, and what is not heard climbs."""
    pivot = await line.town.pivot()
    asked = await line.asked(pivot)
    code = asked["code"]
    assert await line.texts() == [
        f"Relais {code}: une demande attend votre lecture avant 3 h 07. Ouvrez l'application. Déjà lue? "
        f"Répondez OUI {code} ou NON {code}."
    ]
    line.town.clock.advance(timedelta(minutes=7, seconds=30))
    assert await line.texts() == [
        f"Relais {code}: no answer from the previous person on call. It is yours now, before 3:15. Open the app."
    ]
    assert await line.heard(f"non {code.lower()}") == (
        f"Relais {code}: non, noté. Quelle raison? Répondez NON {code} et A aucune place, B langue, "
        "C plusieurs à la fois, D autre."
    )
    assert await line.state(pivot, asked) == ("asked", None)
    assert await line.heard(f"NO {code} B", by=DUTY) == f"Relais {code}: noted at 3:07. Thank you."
    assert await line.state(pivot, asked) == ("declined", "language")
    again = await line.asked(pivot)
    await line.texts()
    reply = await line.heard(f"Oui {again['code']}")
    assert reply == f"Relais {again['code']}: noté à 3 h 07. Merci."
    assert await line.state(pivot, again) == ("confirmed", None)
    assert (await line.town.tonight(line.house))["held"] == 1
    line.town.clock.advance(timedelta(minutes=20))
    assert await line.texts() == []


async def test_silence_and_a_late_yes(line: Line) -> None:
    """OPS-03, OPS-04: unanswered it lapses as that, an unmet need with its code; a yes after it is too late."""
    pivot = await line.town.pivot()
    asked = await line.asked(pivot)
    await line.texts()
    line.town.clock.advance(timedelta(minutes=15))
    assert await line.texts() == []
    assert await line.state(pivot, asked) == ("lapsed", None)
    outcome = "SELECT outcome FROM askings WHERE subject = $1"
    assert await line.superuser.fetchval(outcome, UUID(asked["id"])) == "no_answer"
    assert await line.heard(f"OUI {asked['code']}") == (
        f"Relais {asked['code']}: ce délai est passé (3 h 15). La demande est allée à la garde suivante. "
        "Rien d'autre à faire."
    )
    assert await line.state(pivot, asked) == ("lapsed", None)


async def test_a_count_by_text(line: Line) -> None:
    """BED-15: as of when the text was sent; an older one that comes later changes nothing and says so; the same."""
    sent = THREE_AM - timedelta(minutes=20)
    assert await line.heard("2", sent=sent) == "Relais: noté, 2 à 2 h 40. Merci."
    assert (await line.town.tonight(line.house))["free"] == 2
    assert await line.heard("3", sent=sent - timedelta(minutes=5)) == (
        "Relais: un compte plus récent existe (2 h 40). Celui de 2 h 35 n'a pas été appliqué. Rien à refaire."
    )
    assert await line.heard("Même", by=DUTY) == "Relais: noted, 2 at 3:00. Thank you."
    newest = await line.superuser.fetchrow(
        "SELECT free, looked_at, source FROM counts WHERE applied ORDER BY looked_at DESC LIMIT 1"
    )
    assert tuple(newest) == (2, THREE_AM, "text")
    assert await line.heard("9999") == "Relais: rien n'a été noté. Ouvrez l'application pour répondre."
    assert await line.heard("trois", by=DUTY) == (
        "Relais: reply not understood. Send a number, SAME, or YES / NO followed by the code (e.g. YES 7F3K)."
    )
    assert (await line.town.tonight(line.house))["free"] == 2


async def test_the_same_text_twice_is_one_effect_and_one_reply(line: Line) -> None:
    """BED-15, OPS-03: the provider tells it again, at once and later; a forged or unsigned notice tells nothing."""
    form = notice(FIRST, "1", THE_SAME, THREE_AM)
    answers = await asyncio.gather(*(tell(line.town.client, IN, form) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [204] * 5
    assert await line.texts() == ["Relais: noté, 1 à 3 h 00. Merci."]
    await tell(line.town.client, IN, form)
    assert await line.texts() == []
    counted = "SELECT count(*) FROM counts WHERE source = 'text'"
    assert await line.superuser.fetchval(counted) == 1
    forged = await tell(line.town.client, IN, notice(FIRST, "0", f"SM{8:032}"), token="another")
    assert (forged.status_code, forged.json()["type"]) == (400, "/problems/bad_text_notice")
    assert (await line.town.client.post(IN, data={"From": FIRST, "Body": "0"})).status_code == 400
    await line.say("0", by="+15145559999")
    assert await line.texts() == []
    assert await line.superuser.fetchval(counted) == 1


async def test_another_house_answers_nothing_of_ours(line: Line, network: Network) -> None:
    """OPS-03, SAF-09: a code is worth something on the phones of its own house alone, and one number has one house."""
    asked = await line.asked(await line.town.pivot())
    await line.texts()
    other = await line.town.shelter(beds=1)
    body = {"duty": "shelter", "rung": "duty", "duty_number": "514-555-0142"}
    taken = await line.town.post(other.coordinator, "/duty-phones", body)
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/number_answers_elsewhere")
    theirs = {**body, "duty_number": "514-555-0177", "language": "en"}
    assert (await line.town.post(other.coordinator, "/duty-phones", theirs)).status_code == 204
    reply = await line.heard(f"YES {asked['code']}", by="+15145550177")
    assert reply.startswith("Relais: reply not understood.")
    assert await line.superuser.fetchval("SELECT outcome FROM askings") is None


async def test_stop_is_obeyed_and_a_lost_phone_goes_quiet(line: Line) -> None:
    """SAF-09 (CASL): after STOP one last text and no more, until DEBUT; nonsense is answered six times in ten minutes;
    a number that its house takes away is nobody's."""
    assert (await line.heard("ARRÊT")).startswith("Relais: plus aucun texto ici.")
    assert (await line.town.get(line.house.coordinator, "/duty-phones")).json()[1]["stopped_at"] is not None
    code = (await line.asked(await line.town.pivot()))["code"]
    (elsewhere,) = await line.texts()
    assert elsewhere.endswith(f"Already read it? Reply YES {code} or NO {code}.")
    await line.say("2")
    await line.say("STOP")
    assert await line.texts() == []
    assert await line.superuser.fetchval("SELECT count(*) FROM counts WHERE source = 'text'") == 0
    assert await line.heard("début") == "Relais: les textos reprennent ici."
    replies = 0
    for _ in range(9):
        await line.say("bonjour")
        replies += len(await line.texts())
    assert replies == 6
    assert (await line.phone("first", None)).status_code == 204
    line.town.clock.advance(timedelta(hours=1))
    await line.say("0")
    assert await line.texts() == []


async def test_a_text_that_did_not_arrive_asks_the_next_at_once(line: Line) -> None:
    """OPS-04: delivered late is no news, failed goes on to the next; twice and out of order is as good as once."""
    asked = await line.asked(await line.town.pivot())
    await line.jobs.run("messages.climb")
    await line.jobs.run("outbox.messages.ask_by_text")
    (first,) = line.double.taken
    line.double.taken.clear()
    client = line.town.client
    for status in ("sent", "queued", "undelivered", "undelivered", "delivered"):
        answer = await tell(client, STATUS, {"MessageSid": first.sid, "MessageStatus": status})
        assert answer.status_code == 204
    fates = "SELECT state FROM texts_sent WHERE provider_id = $1"
    assert await line.superuser.fetchval(fates, first.sid) == "failed"
    (second,) = await line.texts()
    assert second.startswith(f"Relais {asked['code']}: no answer from the previous person on call.")
    assert (
        await tell(client, STATUS, {"MessageSid": f"SM{9:032}", "MessageStatus": "failed"})
    ).status_code == 204
    assert await line.texts() == []


async def test_a_provider_in_trouble(line: Line) -> None:
    """OPS-04: too many, broken, no answer after the effect: it is sent again, once too often rather than never; after
    the rung's time nothing leaves; a phone that stopped at the provider is known as that."""
    pivot = await line.town.pivot()
    asked = await line.asked(pivot)
    line.double.faults.extend(["too_many", "broken", "lost_after"])
    sent: list[str] = []
    for _ in range(6):
        sent += await line.texts()
        line.town.clock.advance(timedelta(seconds=30))
    assert len(sent) == 2
    assert sent[0] == sent[1]
    for _ in range(2):
        await line.say(f"OUI {asked['code']}")
    assert sorted(reply.endswith("Merci.") for reply in await line.texts()) == [False, True]
    assert (await line.town.tonight(line.house))["held"] == 1
    answered = await line.asked(pivot)
    line.double.faults.append("broken")
    assert await line.texts() == []
    path = f"/referrals/{answered['id']}/decline"
    assert (await line.town.post(line.house.desk, path, {"reason": "no_bed"})).status_code == 200
    line.town.clock.advance(timedelta(seconds=30))
    assert await line.texts() == []
    await line.asked(pivot)
    line.double.faults.append("broken")
    assert await line.texts() == []
    line.town.clock.advance(timedelta(minutes=8))
    await line.jobs.run("outbox.messages.ask_by_text")
    assert line.double.taken == []
    (late,) = await line.texts()
    assert "no answer from the previous" in late
    line.double.faults.append("stopped")
    line.town.clock.advance(timedelta(minutes=20))
    await line.texts()
    await line.asked(pivot)
    await line.texts()
    phones = (await line.town.get(line.house.coordinator, "/duty-phones")).json()
    assert [phone["stopped_at"] is not None for phone in phones if phone["rung"] == "first"] == [True]


async def test_no_number_is_kept_or_shown(line: Line) -> None:
    """SAF-09, CNF-11: not in the list, not in any table, not in what the outbox or the trail keeps."""
    await line.asked(await line.town.pivot())
    await line.texts()
    await line.say("2")
    listed = await line.town.get(line.house.coordinator, "/duty-phones")
    assert [(phone["rung"], phone["language"]) for phone in listed.json()] == [
        ("duty", "en"),
        ("first", "fr"),
    ]
    tables = await line.superuser.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        rows = await line.superuser.fetch(f'SELECT t::text AS r FROM "{table["tablename"]}" t')
        kept = " ".join(row["r"] for row in rows)
        assert "5145550142" not in kept, table["tablename"]
        assert b"5145550142".hex() not in kept, table["tablename"]
    assert "5145550142" not in listed.text
