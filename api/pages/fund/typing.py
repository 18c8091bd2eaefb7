"""What is typed on a fund's forms: sums and days beside what a struct reads; and the check page before money moves."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec
from litestar import Response

from api.pages.acting import About
from api.pages.amounts import cents_in, day_in_text
from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.forms import Form
from api.pages.frame import spaced
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.fields import screened
from api.wrong import Wrong
from service.cases.screening.rules import About as Kind

T = TypeVar("T", bound=msgspec.Struct)


def filled(
    form: Form,
    shape: type[T],
    *,
    cents: tuple[str, ...] = (),
    days: tuple[str, ...] = (),
    **known: Any,
) -> T | Unfit:
    """The form as this struct, sums in `cents` and days read as people write them; an empty one is its default."""
    wrongs: list[Wrong] = []
    for name in cents:
        if text := form.value(name):
            _keep(name, cents_in(text, name), known, wrongs)
    for name in days:
        if text := form.value(name):
            _keep(name, day_in_text(text, name), known, wrongs)
    spoilt = {wrong.field for wrong in wrongs}
    found = fill(form, shape, **known)
    if isinstance(found, Unfit):
        wrongs += [wrong for wrong in found.wrongs if wrong.field not in spoilt]
    return Unfit(tuple(wrongs)) if wrongs or isinstance(found, Unfit) else found


def _keep(name: str, found: int | date | Wrong, known: dict[str, Any], wrongs: list[Wrong]) -> None:
    if isinstance(found, Wrong):
        wrongs.append(found)
    else:
        known[name] = found


def says_too_much(visit: Visit, texts: Mapping[str, str | None], about: Kind = "need") -> Trouble | None:
    """What Relais does not keep, in one of these texts (IMM-05); None when they may all be kept."""
    try:
        screened(texts, about)
    except Refusal as refusal:
        fields = [each.field for each in refusal.fields]
        return trouble_of(refusal.refused, visit.language, fields[0] if fields else "")
    return None


async def kept_values(visit: Visit) -> dict[str, str]:
    """What was typed here before the session ended (point 23); nothing of it was sent."""
    kept = await take_kept(visit)
    return kept.values if kept else {}


def check_page(visit: Visit, form: Form, about: About, button: str) -> Response[str]:
    """What cannot be undone is read once more before it is done (point 21); `button` is the word of the deed."""
    said = spaced(visit.language, about.said.in_(visit.language, about.facts))
    return visit.paint(
        "fund/check.html", page=about.back, form=form, about=said, lines=about.lines, button=button
    )
