"""What takes long to work out is worked out outside the transaction that needs it, and never inside one.

A body asks for it by a question that holds all that the answer depends on. When the answer is not known yet, the
transaction is taken back whole, the work is done with no connection in hand, and the command is carried out again from
its first line: it reads the truth anew, and only if it comes to the same question is the answer used.
"""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final

LEAVES: Final = 3
"""How often one command leaves its transaction. If what it asks has changed each time, it answers as best it can."""


class Elsewhere(Exception):
    """Leaves the transaction, with what is to be worked out."""

    def __init__(self, question: Hashable, work: Callable[[], Awaitable[Any]]) -> None:
        super().__init__("to be worked out outside the transaction")
        self.question = question
        self.work = work


class Answers:
    """What one run of a command has had worked out so far, over all its attempts."""

    def __init__(self, leaves: int = LEAVES) -> None:
        self._known: dict[Hashable, Any] = {}
        self._leaves = leaves

    def given(
        self, question: Hashable, work: Callable[[], Awaitable[Any]], at_once: Callable[[], Any]
    ) -> Any:
        """The answer if it is known. Else leaves the transaction (raises `Elsewhere`), or answers at once when it has
        been left often enough."""
        if question in self._known:
            return self._known[question]
        if len(self._known) >= self._leaves:
            return at_once()
        raise Elsewhere(question, work)

    async def work_out(self, asked: Elsewhere) -> None:
        """Do the work, while no transaction is open."""
        self._known[asked.question] = await asked.work()
