"""When a failed intention is tried again, when a person must look at it, and who hears what the live stream tells."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from service.partners.actor import Actor, Role
from service.store.session import Telling

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_LONGEST_CODE = 80
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Patience:
    """How often an intention is tried, and how long it rests in between: twice as long each time, up to a limit."""

    attempts: int = 12
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)
    soon: int = 6
    """How often a side that does not answer counts as a failure: for five minutes and a quarter."""
    meanwhile: timedelta = timedelta(minutes=5)
    """How often it is tried after that, until it answers."""

    def is_over(self, failures: int) -> bool:
        """Whether so many failures end the attempts, so that a person must look."""
        return failures >= self.attempts

    def rest(self, failures: int) -> timedelta:
        """How long to rest after the n-th failure, counted from 1."""
        factor = 1 << min(failures - 1, 30)
        return min(self.first * factor, self.longest)


def is_code(text: str) -> bool:
    """Whether a text is a code: lower-case words joined by `_` and `.`, at most 80 characters. Never a sentence."""
    return len(text) <= _LONGEST_CODE and _CODE.fullmatch(text) is not None


def code_of(error: BaseException) -> str:
    """The code of an error that nobody foresaw: its kind, never its message, which may quote a row (CNF-02)."""
    kind = _WORD.sub("_", type(error).__name__).lower()
    code = f"unexpected.{kind.strip('_')}"[:_LONGEST_CODE]
    return code if is_code(code) else "unexpected"


BOARD = "board"
"""The one topic for more than the organisations that it names: beds somewhere in a region are free or taken."""
MEMBERS = "members"
"""The topic for who is a member, and in which role: whoever listens there is looked up before anything more is said."""
BOARD_READERS = frozenset(
    {Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.FRONT_DESK, Role.REGIONAL_COORDINATOR}
)


@dataclass(frozen=True)
class Heard:
    """What the live stream says to one listener: that something of a topic changed, never what."""

    topic: str
    region: str | None
    subject: UUID | None


POLICE_HEARS = frozenset({"agreements", "outbox", "proposals", MEMBERS})
"""What a whole police service may hear of itself. Everything else reaches police by a member's name (OPS-11)."""


def heard_by(actor: Actor, telling: Telling) -> Heard | None:
    """What this actor hears of a telling, or `None`.

    A telling that names members is for them alone: what concerns one operation is for its investigators and its
    supervisor, not for their service (OPS-11). The board is for the roles that may read it, wherever they are: never
    for police, funders or auditors (POL-03). Everything else is for the members of the organisations that it names,
    and for nobody when it names none. The subject is told only to the organisations named. A network administrator
    hears nothing.
    """
    if actor.roles <= {Role.NETWORK_ADMINISTRATOR}:
        return None
    if telling.members:
        mine = actor.member_id in telling.members
        return Heard(telling.topic, None, telling.subject) if mine else None
    if hears_by_name(actor):
        return _heard_by_police(actor, telling)
    named = actor.organisation_id in telling.organisations
    heard = actor.has(*BOARD_READERS) if telling.topic == BOARD else named
    return Heard(telling.topic, telling.region, telling.subject if named else None) if heard else None


def hears_by_name(actor: Actor) -> bool:
    """Whether this is police, to whom the stream tells as little as their pages do."""
    return actor.has(Role.INVESTIGATOR)


def _heard_by_police(actor: Actor, telling: Telling) -> Heard | None:
    named = actor.organisation_id in telling.organisations and telling.topic in POLICE_HEARS
    return Heard(telling.topic, None, telling.subject) if named else None
