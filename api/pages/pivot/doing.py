"""One form, one command, one line that says what was done: the way of every small change of a case."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from litestar import Response
from litestar.response import Redirect

from api.pages.filling import Unfit
from api.pages.forms import Form
from api.pages.visits import Visit
from api.wrong import TO_FILL, Wrong
from service.refusals import Refused
from service.store.command import Command

ChoiceT = TypeVar("ChoiceT", bound=str)
WishT = TypeVar("WishT")
AnswerT = TypeVar("AnswerT")
Why = Refused | Unfit | None
Repaint = Callable[[Form, Why], Awaitable[Response[Any]]]


async def do(
    visit: Visit,
    form: Form,
    command: Command[WishT, AnswerT],
    wish: WishT | Unfit,
    repaint: Repaint,
    *,
    done: str,
) -> Response[Any]:
    """Carry out what the form asks, once, and go where `done` says; else the page again with all that was typed."""
    if form.language or isinstance(wish, Unfit):
        return await repaint(form, None if form.language else wish if isinstance(wish, Unfit) else None)
    outcome = await visit.store.run(command, visit.seat, wish, form.once)
    return await repaint(form, outcome) if isinstance(outcome, Refused) else Redirect(done, status_code=303)


def to_fill(field: str) -> Unfit:
    """A field that this form needs."""
    return Unfit((Wrong(field, TO_FILL),))


def one_of(text: str, options: Iterable[ChoiceT], default: ChoiceT) -> ChoiceT:
    """The choice that a form names; the usual one for anything else."""
    known: dict[str, ChoiceT] = {str(each): each for each in options}
    return known.get(text, default)
