"""The town of the beds with what a scheduler needs: a look of its own at locks, and chance that is the same."""

from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from tests.simulation.beds.town import Town
from tests.simulation.whole.chance import AS_IT_WAS, DRAWN, Chance


@dataclass
class BusyTown(Town):
    """Everybody of the town at once."""

    chance: Chance = field(default_factory=Chance)

    def open(self) -> None:
        """Connect; from here on ids are drawn in an order that repeats."""
        super().open()
        self.monitor: asyncpg.Connection = self.wait(asyncpg.connect(self.url))
        self.wait(self.db.execute(DRAWN))

    def close(self) -> None:
        """As it was before."""
        self.wait(self.db.execute(AS_IT_WAS))
        self.wait(self.monitor.close())
        super().close()

    def begin(self, now: datetime) -> None:
        """The same town, with the same ids, each time."""
        self.wait(self.chance.begin(self.db))
        super().begin(now)
