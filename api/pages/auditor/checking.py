"""A bundle checked in the browser, and the checkpoint of the hour, to be kept elsewhere (FND-09, POL-03)."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from api.doors import accepted
from api.pages.frame import said
from api.pages.moments import moment_in, zone_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.refusals import Language, Said
from service.trail.bundles.offline import WORDS as VERDICTS
from service.trail.names import NAMES
from service.trail.proofs import published

HERE = "/audit/check"
OWN = "audit.file."
"""Words of this page that its script says."""
OPEN = {"count": "{count}", "rows": "{rows}", "command": "relais trail verify"}
"""Places that the script fills."""


@get(HERE, include_in_schema=False)
async def show_check(visit: NamedDependency[Visit]) -> Response[str]:
    """The same checks as `verify.py`, in the same order, on files that never leave the browser."""
    async with visit.store.reading(visit.seat) as session:
        kept, zone = accepted(await published(session)), await zone_of(session)
    return visit.paint(
        "auditor/check.html",
        page=HERE,
        answers=answers(visit.language),
        kept=kept,
        moment=moment_in(visit.language, zone),
    )


def answers(language: Language) -> dict[str, str]:
    """All that the script may have to say: the verdicts of the verifier, and the names of what happened to money."""
    ours = {key.removeprefix("audit."): key for key in WORDS if key.startswith("audit.moved.")}
    ours |= {key: key for key in WORDS if key.startswith("role.") and key.count(".") == 1}
    ours |= {key.removeprefix(OWN): key for key in WORDS if key.startswith(OWN)}
    return {
        **{code: Said(*pair).in_(language) for code, pair in VERDICTS.items()},
        **{name: known.said.in_(language) for name, known in NAMES.items() if name.startswith("fund.")},
        **{name: said(language, key, **OPEN) for name, key in ours.items()},
        "clock": said(language, "audit.record.job"),
    }


@get("/audit/checkpoint", include_in_schema=False)
async def get_checkpoint(visit: NamedDependency[Visit]) -> Response[str]:
    """The checkpoint of the hour as a file, for a place that whoever runs the database does not reach."""
    async with visit.store.reading(visit.seat) as session:
        kept = accepted(await published(session))
    if kept is None:
        raise NotFoundException
    name = f'attachment; filename="relais-checkpoint-{kept.size}.txt"'
    return Response(kept.note, media_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})


handlers: list[Any] = [show_check, get_checkpoint]
