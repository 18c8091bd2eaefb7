"""What an endpoint is: which parameters it takes, what the library calls them and its answer, and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from api.demo.stripe_double.wire import Json, Parameters, Request

TEXT = frozenset({"description", "metadata"})
PAGES = frozenset({"limit", "starting_after"})
NONE = Parameters()


@dataclass(frozen=True)
class Route:
    """One endpoint. The handler is given the request and the id in the path, if there is one.

    `params` and `answers` are the library's names for what it takes and what it returns (a page of it, when `pages`):
    the double imports nothing of the library, and a test compares the two.
    """

    method: str
    path: str
    takes: Parameters
    handler: Callable[[Request, str], Json]
    params: str
    answers: str
    pages: bool = False

    def match(self, request: Request) -> re.Match[str] | None:
        pattern = self.path.replace("{id}", "(?P<id>[^/]+)")
        return re.fullmatch(pattern, request.path) if request.method == self.method else None
