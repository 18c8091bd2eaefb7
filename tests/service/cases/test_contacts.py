"""Police ask, the person answers through their pivot (POL-06, CPL-05, POL-03)."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from service.cases.commands import OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.contacts.commands import AnswerContact, AskContact, answer_contact, ask_contact
from service.cases.contacts.queries import ContactView, contact_requests
from service.cases.limits import VERSION
from service.clock import SetClock
from service.operations.holds.steps import AnswerAsPivot, NamePivot, answer_as_pivot, name_pivot
from service.partners.actor import Role
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network
from tests.service.fund.conftest import got
from tests.service.operations.acts import held, hold, men, refused
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage

__all__ = ["stage"]


async def seen(store: Store, member: UUID) -> list[ContactView]:
    async with store.reading(member) as session:
        return got(await contact_requests(session))


@pytest.fixture
async def operation(stage: Stage, store: Store, clock: SetClock) -> UUID:
    """An operation whose people the clinic accompanies."""
    found = (await held(store, stage.investigator, hold(clock.now(), men(2)))).id
    assert refused(await store.run(ask_contact, stage.investigator, AskContact(found))) == "not_found"
    got(await store.run(name_pivot, stage.investigator, NamePivot(found, stage.clinic)))
    got(await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found, True)))
    return found


async def test_yes_no_not_now_and_nothing_else(
    stage: Stage,
    store: Store,
    clock: SetClock,
    *,
    operation: UUID,
    network: Network,
    superuser: asyncpg.Connection,
) -> None:
    """POL-06, CNF-01, POL-03: a yes stands on the person's consent; a no says nothing, not of whom either; police read
    the word alone, pivots no operation; no answer is forced by time."""
    backup = await network.member(stage.clinic, Role.PIVOT_WORKER)
    wish = OpenCaseWish("CA-ON", "25+", Party("man"), (GivenConsent("bed"),), backup, VERSION)
    silent = got(await store.run(open_case, stage.pivot, wish)).id
    agreed = (GivenConsent("bed"), GivenConsent("police_contact"))
    willing = got(
        await store.run(
            open_case, stage.pivot, OpenCaseWish("CA-ON", "25+", Party("man"), agreed, backup, VERSION)
        )
    ).id
    assert refused(await store.run(ask_contact, stage.colleague, AskContact(operation))) == "not_found"
    asked = [
        got(await store.run(ask_contact, stage.investigator, AskContact(operation, label))) for label in "ABC"
    ]
    waits = await seen(store, stage.pivot)
    assert {each.id for each in waits} == set(asked)
    assert {(each.operation_id, each.label, each.state) for each in waits} == {
        (None, each, "asked") for each in "ABC"
    }

    yes = AnswerContact(asked[0], "yes", silent)
    assert refused(await store.run(answer_contact, stage.pivot, yes)) == "consent_gone"
    assert (
        refused(await store.run(answer_contact, stage.pivot, AnswerContact(asked[0], "yes"))) == "not_found"
    )
    outsider = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    assert refused(await store.run(answer_contact, outsider, AnswerContact(asked[0], "no"))) == "not_found"
    got(await store.run(answer_contact, stage.pivot, AnswerContact(asked[0], "yes", willing)))
    got(await store.run(answer_contact, stage.pivot, AnswerContact(asked[1], "not_now", silent)))
    assert refused(await store.run(answer_contact, stage.pivot, AnswerContact(asked[0], "no"))) == "not_found"
    clock.advance(timedelta(days=7))

    told = {each.id: each.state for each in await seen(store, stage.investigator)}
    assert told == {asked[0]: "yes", asked[1]: "not_now", asked[2]: "unanswered"}
    assert await seen(store, stage.colleague) == []
    assert await seen(store, stage.other_investigator) == []
    shared = await superuser.fetch(
        "SELECT case_id, with_organisation_id FROM sharings WHERE what = 'contact'"
    )
    assert [tuple(row) for row in shared] == [(willing, stage.p1)]
    columns = await superuser.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'contact_requests'"
    )
    assert not {row["column_name"] for row in columns} & {"case_id", "reason", "message", "words", "text"}


async def test_nobody_is_pressed(stage: Stage, store: Store, clock: SetClock, *, operation: UUID) -> None:
    """POL-06, CPL-05: asked at once by two, one question; a month between two; after a no, none."""

    async def ask(label: str | None = None) -> str | UUID:
        found = await store.run(ask_contact, stage.investigator, AskContact(operation, label))
        return found.reason.code if isinstance(found, Refused) else got(found)

    both = await asyncio.gather(ask(), ask(), ask())
    assert sorted(isinstance(each, UUID) for each in both) == [False, False, True]
    assert both.count("contact_asked_already") == 2
    clock.advance(timedelta(days=29, hours=23))
    assert await ask() == "contact_asked_already"
    clock.advance(timedelta(hours=1))
    again = await ask()
    assert isinstance(again, UUID)
    got(await store.run(answer_contact, stage.pivot, AnswerContact(again, "no")))
    clock.advance(timedelta(days=300))
    assert await ask() == "contact_asked_already"
    assert isinstance(await ask("A"), UUID)
