"""What an operator does at the machine, in the trail: no door leads there, and auditors read it (FND-09)."""

from typing import TypeVar

from service.keys.opening import keyring_of
from service.keys.rotated import OPERATOR
from service.keys.sources import RootSource
from service.refusals import Refused
from service.settings import Settings
from service.store.command import Command
from service.store.store import Store
from service.trail.recorder import SealingRecorder

WishT = TypeVar("WishT")
AnswerT = TypeVar("AnswerT")


async def on_record(
    store: Store, source: RootSource, command: Command[WishT, AnswerT], wish: WishT
) -> AnswerT:
    """Leave the event. The root keys are read anew: they may be what was just replaced, and a store looks at them once
    in a while. Raises `RuntimeError` when the database stays busy."""
    keyring = await keyring_of(source)
    fresh = Store(store.pool, store.clock, SealingRecorder(keyring), keyring)
    outcome = await fresh.run(command, OPERATOR, wish)
    if isinstance(outcome, Refused):
        raise RuntimeError(outcome.reason.code)
    return outcome


def has_a_database(settings: Settings) -> bool:
    """Whether this machine serves from one. The embedded server is not made for a line in its trail."""
    return settings.database_url is not None or (settings.data / "cluster").exists()
