"""When a failed intention is tried again, and when a person must look at it."""

import re
from dataclasses import dataclass
from datetime import timedelta

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_LONGEST_CODE = 80
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Patience:
    """How often an intention is tried, and how long it rests in between: twice as long each time, up to a limit."""

    attempts: int = 12
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)

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
