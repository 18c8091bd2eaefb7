"""Invitations: agreed to by two, sent once, good for 72 hours, accepted once (POL-04)."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.messages.channels.mail import Mail
from service.messages.outbox import Hopeless
from service.partners.actor import Actor, Role, job_of
from service.partners.members.commands import (
    AboutInvitation,
    EndAccess,
    end_access,
    renew_invitation,
    withdraw_invitation,
)
from service.partners.members.events import MemberEvent
from service.partners.members.invitations import (
    TEXT,
    NewMember,
    SendInvitation,
    accept_invitation,
    digest_of,
    invitation_for,
    new_code,
)
from service.partners.members.queries import invitations
from service.partners.proposals import rules
from service.partners.proposals.commands import propose
from service.partners.proposals.rules import Access
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from tests.service.partners.town import Town, got, why


@dataclass
class Post:
    """A courier that keeps what it carries, and reads it as its addressee would."""

    letters: list["Letter"] = field(default_factory=list)

    async def deliver(self, mail: Mail) -> None:
        [code] = re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", mail.text)
        self.letters.append(Letter(mail, code))


@dataclass(frozen=True)
class Letter:
    """A letter, and the code in it."""

    mail: Mail
    code: str


@command(event=MemberEvent, allowed=lambda *_: asyncio.sleep(0))
async def accept(uow: UnitOfWork, _: Actor, code: str) -> Done[NewMember, MemberEvent] | Refused:
    """The ceremony, without its passkey."""
    made = await accept_invitation(uow, code)
    return made if isinstance(made, Refused) else Done(made, MemberEvent(subject=made.member_id))


def a_pivot(town: Town, **changes: Any) -> Access:
    return Access(**{"roles": (Role.PIVOT_WORKER,), "ends_on": town.today + timedelta(days=300), **changes})


async def invited(town: Town, email: str = "new@relais.test") -> UUID:
    """An invitation that two pivot workers agreed to."""
    wish = rules.invitation(email, a_pivot(town), "en")
    return (await town.settled(town.companions[0], town.companions[1], wish)).subject


async def sent(town: Town, invitation: UUID) -> Letter:
    """The letter that the job writes."""
    post = Post()
    await SendInvitation(post)(town.store, uuid4(), town.pivots, {"invitation": str(invitation)})
    return post.letters[-1]


async def accepted(town: Town, code: str, organisation: UUID | None = None) -> NewMember | Refused:
    """Whoever holds the code types it."""
    return await town.store.run(accept, job_of(organisation or town.pivots), code)


def test_a_code_is_long_random_and_read_as_it_is_typed() -> None:
    """77 bits: 16 letters out of 28, in four groups; case, spaces and dashes do not count."""
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {19}
    code = codes.pop()
    assert digest_of(code.lower().replace("-", " ")) == digest_of(code)
    assert digest_of(code[:-1]) != digest_of(code)
    assert set("AEIOU01") & set("".join(codes)) == set()


async def test_the_letter_follows_the_second_signature(town: Town) -> None:
    """Proposed: nothing is sent. Signed: one intention, that names the invitation and no code."""
    made = await town.proposed(town.companions[0], rules.invitation("new@relais.test", a_pivot(town), "fr"))
    assert await town.owner.fetchval("SELECT count(*) FROM outbox") == 0
    await town.settled(
        town.companions[1], town.companions[0], rules.invitation("b@relais.test", a_pivot(town), "fr")
    )
    kinds = await town.owner.fetch("SELECT kind, payload::text FROM outbox")
    invitation = await town.owner.fetchval("SELECT id FROM invitations")
    assert [(row["kind"], row["payload"]) for row in kinds] == [
        ("partners.send_invitation", f'{{"invitation": "{invitation}"}}')
    ]
    assert made.subject != invitation


async def test_a_code_opens_its_invitation_and_makes_its_member(town: Town) -> None:
    """POL-04: what was agreed to is what the new member has, from today and to the agreed end."""
    invitation = await invited(town)
    letter = await sent(town, invitation)
    assert letter.mail == Mail(
        "new@relais.test",
        "Relais: something awaits your reading",
        TEXT.in_("en", {"code": letter.code, "until": "2026-11-06 17:00"}),
    )
    assert "http" not in letter.mail.text
    assert letter.code not in repr(letter.mail)
    found = await invitation_for(town.store, letter.code)
    assert found is not None
    assert (found.id, found.organisation_id, found.roles) == (invitation, town.pivots, (Role.PIVOT_WORKER,))
    made = got(await accepted(town, letter.code))
    row = await town.owner.fetchrow("SELECT * FROM members WHERE id = $1", made.member_id)
    assert (row["email"], row["roles"], row["starts_on"], row["ends_on"]) == (
        "new@relais.test",
        ["pivot_worker"],
        town.today,
        town.today + timedelta(days=300),
    )
    async with town.store.reading(made.member_id) as session:
        assert session.actor.roles == {Role.PIVOT_WORKER}
    event = await town.owner.fetchrow("SELECT member_id, role FROM events ORDER BY id DESC LIMIT 1")
    assert (event["member_id"], event["role"]) == (made.member_id, "pivot_worker")


async def test_what_the_ceremony_writes_next_is_the_new_members(town: Town) -> None:
    """The rest of the transaction acts as the member: a credential under their policies goes in."""
    letter = await sent(town, await invited(town))
    async with town.store.working(job_of(town.pivots)) as uow:
        made = got(await accept_invitation(uow, letter.code))
        assert uow.actor.member_id == made.member_id
        found = await uow.connection.fetchrow("SELECT relais.member() AS m, relais.organisation() AS o")
        assert (found["m"], found["o"]) == (made.member_id, town.pivots)


async def test_no_code_is_kept(town: Town) -> None:
    """A copy of the database accepts nothing: it holds a digest."""
    letter = await sent(town, await invited(town))
    plain = letter.code.replace("-", "")
    for table in ("invitations", "proposals", "outbox", "events", "idempotency"):
        rows = await town.owner.fetch(f"SELECT t::text AS text FROM {table} t")
        assert not any(plain in row["text"] or letter.code in row["text"] for row in rows), table
    assert await town.owner.fetchval("SELECT secret_digest FROM invitations") == digest_of(letter.code)


async def test_a_code_is_good_once_even_at_once(town: Town) -> None:
    """Two devices type the same code: one member."""
    letter = await sent(town, await invited(town))
    answers = await asyncio.gather(*(accepted(town, letter.code) for _ in range(4)))
    assert sorted(why(a) if isinstance(a, Refused) else "in" for a in answers) == [
        "in",
        *["invitation_over"] * 3,
    ]
    assert await town.owner.fetchval("SELECT count(*) FROM members WHERE email = 'new@relais.test'") == 1
    assert await invitation_for(town.store, letter.code) is None


async def test_a_code_is_good_for_72_hours(town: Town) -> None:
    """To the second, from the second signature on; sent anew, for 72 more, and the earlier code is dead."""
    invitation = await invited(town)
    letter = await sent(town, invitation)
    town.clock.advance(timedelta(hours=72) - timedelta(seconds=1))
    assert await invitation_for(town.store, letter.code) is not None
    town.clock.advance(timedelta(seconds=1))
    assert await invitation_for(town.store, letter.code) is None
    assert why(await accepted(town, letter.code)) == "invitation_over"
    wish = AboutInvitation(invitation)
    assert got(await town.run(renew_invitation, town.companions[2], wish)) == town.clock.now() + timedelta(
        hours=72
    )
    again = await sent(town, invitation)
    assert again.code != letter.code
    assert why(await accepted(town, letter.code)) == "invitation_over"
    assert isinstance(await accepted(town, again.code), NewMember)


async def test_a_code_that_is_wrong_withdrawn_or_nobodys_is_the_same(town: Town) -> None:
    """One answer for all of them, by one query."""
    invitation = await invited(town)
    letter = await sent(town, invitation)
    got(await town.run(withdraw_invitation, town.companions[2], AboutInvitation(invitation)))
    for code in (letter.code, new_code(), "", "x"):
        assert await invitation_for(town.store, code) is None
        assert why(await accepted(town, code)) == "invitation_over"
    for command_ in (renew_invitation, withdraw_invitation):
        assert why(await town.run(command_, town.companions[2], AboutInvitation(invitation))) == "not_found"


async def test_an_invitation_is_tended_by_its_own_people(town: Town) -> None:
    """Another organisation, a front desk and a stranger's administrator find nothing to renew or withdraw."""
    invitation = await invited(town)
    for member, reason in (
        (town.keepers[0], "not_found"),
        (town.strangers[0], "not_found"),
        (town.desk, "not_allowed"),
        (town.auditor, "not_found"),
    ):
        for command_ in (renew_invitation, withdraw_invitation):
            assert why(await town.run(command_, member, AboutInvitation(invitation))) == reason
    got(await town.run(withdraw_invitation, town.admins[0], AboutInvitation(invitation)))


async def test_an_ended_supervisor_invites_nobody_further(town: Town) -> None:
    """POL-04: the supervisor who was named must still be there when the code is typed."""
    access = Access((Role.INVESTIGATOR,), town.today + timedelta(days=300), town.officers[1])
    wish = rules.invitation("cop@relais.test", access, "en")
    invitation = (await town.settled(town.officers[0], town.officers[2], wish)).subject
    post = Post()
    await SendInvitation(post)(town.store, uuid4(), town.police, {"invitation": str(invitation)})
    got(await town.run(end_access, town.officers[1], EndAccess(town.officers[1])))
    assert await invitation_for(town.store, post.letters[0].code) is None
    assert why(await accepted(town, post.letters[0].code, town.police)) == "invitation_over"


async def test_an_address_has_one_current_access(town: Town) -> None:
    """Refused to the one who types the code, who knows it; the proposers elsewhere learn nothing of it."""
    await town.network.member(town.far, Role.PIVOT_WORKER, email="busy@relais.test")
    letter = await sent(town, await invited(town, "busy@relais.test"))
    assert why(await accepted(town, letter.code)) == "address_has_an_access"
    await town.owner.execute("UPDATE members SET ends_on = $1 WHERE email = 'busy@relais.test'", town.today)
    made = got(await accepted(town, letter.code))
    assert made.organisation_id == town.pivots


async def test_whoever_comes_back_is_somebody_new(town: Town) -> None:
    """What opened the old access opens nothing of the new one: another member, with another id."""
    letter = await sent(town, await invited(town))
    first = got(await accepted(town, letter.code))
    got(await town.run(end_access, first.member_id, EndAccess(first.member_id)))
    again = got(await accepted(town, (await sent(town, await invited(town))).code))
    assert again.member_id != first.member_id
    found = await town.owner.fetchval("SELECT relais.member_by_email('new@relais.test')")
    assert found == again.member_id


async def test_inviting_again_ends_the_earlier_one(town: Town) -> None:
    """One open invitation per address and organisation."""
    first = await sent(town, await invited(town))
    second = await sent(town, await invited(town))
    assert why(await accepted(town, first.code)) == "invitation_over"
    assert isinstance(await accepted(town, second.code), NewMember)
    again = await town.run(
        propose,
        town.companions[0],
        rules.invitation("new@relais.test", a_pivot(town), "en"),
    )
    assert why(again) == "already_a_member"


async def test_without_a_courier_a_person_must_look(town: Town) -> None:
    """Nothing fails in silence; and a letter for an invitation that is over is not written."""
    invitation = await invited(town)
    with pytest.raises(Hopeless):
        await SendInvitation(None)(town.store, uuid4(), town.pivots, {"invitation": str(invitation)})
    got(await town.run(withdraw_invitation, town.companions[0], AboutInvitation(invitation)))
    post = Post()
    await SendInvitation(post)(town.store, uuid4(), town.pivots, {"invitation": str(invitation)})
    assert post.letters == []


async def test_a_member_issues_no_code(town: Town) -> None:
    """Only a job makes one: whoever is signed in cannot accept in somebody's place, not even by SQL."""
    invitation = await invited(town)
    async with town.application(town.companions[0]) as app:
        assert await app.fetch("SELECT * FROM relais.issue_invitation($1, sha256('x'))", invitation) == []
        assert await app.fetch("SELECT * FROM relais.accept_invitation(sha256('x'))") == []
    async with town.application(town.companions[0]) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("UPDATE invitations SET secret_digest = sha256('x'), sent_at = relais.now()")


async def test_who_reads_which_invitations(town: Town) -> None:
    """One's own organisation's and one's networks'; nothing of a secret is among what is told."""
    await invited(town)
    for member, count in (
        (town.companions[2], 1),
        (town.admins[2], 1),
        (town.keepers[0], 0),
        (town.strangers[0], 0),
    ):
        async with town.store.reading(member) as session:
            assert len(got(await invitations(session))) == count
    async with town.store.reading(town.desk) as session:
        assert why(await invitations(session)) == "not_allowed"
