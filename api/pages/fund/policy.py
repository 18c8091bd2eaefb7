"""A fund's policy: its versions, what differs in words, what a version would have changed, two signatures (ELG-08)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.filling import Trouble, trouble_of
from api.pages.forms import CHOSEN, Form, read_form
from api.pages.fund.common import Telling, telling
from api.pages.fund.differences import Difference, differences
from api.pages.fund.typing import kept_values, says_too_much
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.fund.policy.commands import ProposePolicy, SignPolicy, propose_policy, sign_policy
from service.fund.policy.document.files import check
from service.fund.policy.document.policy import Policy
from service.fund.policy.queries import PolicyView, versions, waiting_versions
from service.fund.policy.rules import write
from service.fund.policy.sentences import WAYS
from service.fund.policy.simulating.past import SimulationView, simulated, simulated_draft
from service.fund.policy.simulating.simulation import Way
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session

HOME: Final = "/fund/policy"
SIGNED_BY: Final = 2
WEEK: Final = timedelta(days=7)
MOST_LINES: Final = 12
"""Differences shown where a signature is given; the page itself shows all."""


@dataclass(frozen=True)
class Version:
    """A version in a list: the shape and the words of its state."""

    view: PolicyView
    shape: str
    state: str
    mine: bool


@get(HOME, include_in_schema=False)
async def show_policy(visit: NamedDependency[Visit]) -> Response[str]:
    """Every version, the newest first."""
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = await _versions(session, tell)
    return visit.paint("fund/policies.html", versions=found, **tell.context)


async def _versions(session: Session, tell: Telling) -> list[Version]:
    waiting = {each.id: each.by_you for each in await waiting_versions(session)}
    return [
        Version(view, *_state(tell, view, waits=view.id in waiting), waiting.get(view.id, False))
        for view in accepted(await versions(session))
    ]


def _state(tell: Telling, view: PolicyView, *, waits: bool) -> tuple[str, str]:
    if view.in_force:
        return "full", tell.say("fund.policy.in_force", day=tell.day(view.in_force_from))
    if view.signatures < SIGNED_BY:
        until = tell.day(view.proposed_at + WEEK)
        return (
            ("half", tell.say("fund.policy.waits", day=until))
            if waits
            else ("cross", tell.say("fund.policy.lapsed"))
        )
    if view.in_force_from > tell.now:
        return "none", tell.say("fund.policy.later", day=tell.day(view.in_force_from))
    return "none", tell.say("fund.policy.past")


def _before(found: Sequence[Version], view: PolicyView, now: datetime) -> Policy | None:
    """The version that judges this one's region without it: the one in force, else the newest signed before."""
    signed = [each.view for each in found if each.view.signatures >= SIGNED_BY and each.view.id != view.id]
    same = [each for each in signed if each.region == view.region and each.version < view.version]
    current = [each for each in same if each.in_force and view.in_force_from > now - timedelta(days=3_650)]
    best = current if current and not view.in_force else same
    return best[0].policy if best else None


@get("/fund/policy/{policy_id:uuid}", include_in_schema=False)
async def show_version(visit: NamedDependency[Visit], policy_id: FromPath[UUID]) -> Response[str]:
    """One version: what differs from the one before, in words."""
    return await _page(visit, policy_id)


async def _page(visit: Visit, policy_id: UUID, trouble: Trouble | None = None, **more: Any) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = await _versions(session, tell)
        one = next((each for each in found if each.view.id == policy_id), None)
        if one is None:
            return accepted(Refused(NOT_FOUND))
        simulation = accepted(await simulated(session, policy_id)) if more.get("simulate") else None
    before = _before(found, one.view, tell.now)
    return visit.paint(
        "fund/policy.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/{policy_id}",
        one=one,
        differences=differences(before, one.view.policy, visit.language),
        against=before.version if before else None,
        simulation=_told(tell, simulation) if simulation else None,
        trouble=trouble,
        may_sign=one.shape == "half" and not one.mine,
        **tell.context,
    )


@dataclass(frozen=True)
class Told:
    """What a version would have changed: the sentence, and its rows by way and by category."""

    sentence: str
    ways: list[tuple[str, int, str]]
    categories: list[tuple[str, int, str]]


def _told(tell: Telling, found: SimulationView) -> Told:
    if not found.requests:
        return Told(tell.say("fund.simulated.none"), [], [])
    key = "fund.simulated" if found.changed else "fund.simulated.same"
    return Told(
        tell.say(key, changed=found.changed, requests=found.requests),
        [
            (f"{_way(tell, each.before)} → {_way(tell, each.after)}", each.lines, tell.money(each.cents))
            for each in found.by_way
        ],
        [
            (tell.categories([each.category]), each.lines, tell.money(each.cents))
            for each in found.by_category
        ],
    )


def _way(tell: Telling, way: Way) -> str:
    key = "person" if way.route == "people" and way.approvers == 1 else way.route
    return WAYS[key].in_(tell.language, {"approvers": way.approvers})


@get("/fund/policy/{policy_id:uuid}/simulation", include_in_schema=False)
async def simulate_version(visit: NamedDependency[Visit], policy_id: FromPath[UUID]) -> Response[str]:
    """The same page, with what this version would have changed in the fund's own decisions."""
    return await _page(visit, policy_id, simulate=True)


@post("/fund/policy/{policy_id:uuid}/sign", include_in_schema=False, status_code=200)
async def sign_version(visit: NamedDependency[Visit], policy_id: FromPath[UUID]) -> Response[Any]:
    """The second signature, under the differences in words: nobody signs what they have not read."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = await _versions(session, tell)
    one = next((each for each in found if each.view.id == policy_id), None)
    if one is None:
        return accepted(Refused(NOT_FOUND))
    shown = differences(_before(found, one.view, tell.now), one.view.policy, visit.language)
    facts = {"version": one.view.version, "day": tell.day(one.view.in_force_from)}
    about = About(WORDS["fund.about.policy.sign"], facts, f"{HOME}/{policy_id}", _lines(shown))
    outcome = await act(visit, form, sign_policy, SignPolicy(policy_id), about)
    if isinstance(outcome, Refused):
        return await _page(visit, policy_id, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}/{policy_id}?done=fund_policy_signed", status_code=303)


def _lines(shown: Sequence[Difference]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.name, f"{each.before} → {each.after}" if each.before else each.after)
        for each in shown[:MOST_LINES]
    )


@get("/fund/policy/new", include_in_schema=False)
async def new_version(visit: NamedDependency[Visit]) -> Response[str]:
    """The version in force as a document to change, with the next number."""
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await versions(session))
    kept = await kept_values(visit)
    again = f"file{CHOSEN}" in kept
    return _draft(visit, tell, kept.get("document") or _next_of(found), file_again=again)


def _next_of(found: Sequence[PolicyView]) -> str:
    """The document to begin from: nobody types what Relais knows (point 16)."""
    if not found:
        return ""
    current = next((each for each in found if each.in_force and each.region is None), found[0])
    document = {**json.loads(write(current.policy)), "version": found[0].version + 1}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _draft(visit: Visit, tell: Telling, document: str, *, status: int = 200, **more: Any) -> Response[str]:
    shown: dict[str, Any] = {
        "faults": [],
        "trouble": None,
        "checked": None,
        "differences": [],
        "simulation": None,
        "file_again": False,
    }
    return visit.paint(
        "fund/new_policy.html",
        status=status,
        page=f"{HOME}/new",
        document=document,
        **{**shown, "kind": "json", **more},
        **tell.context,
    )


@post("/fund/policy/new", include_in_schema=False, status_code=200)
async def check_version(visit: NamedDependency[Visit]) -> Response[Any]:
    """Check a pasted or uploaded document: every fault with its place, or what differs and what would have changed.

    With `propose` it is proposed, as it was checked, with the first of its two signatures.
    """
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
    text, kind = await _document(visit, form)
    if form.language and form.proof is None:
        return _draft(visit, tell, text, kind=kind)
    checked = check(f"policy.{kind}", text.encode())
    if checked.policy is None:
        faults = [(each.where, each.sentence(visit.language)) for each in checked.faults]
        return _draft(visit, tell, text, kind=kind, status=422, faults=faults)
    texts = {
        f"refer.{at}.{name}": getattr(each, name)
        for at, each in enumerate(checked.policy.refer)
        for name in ("fr", "en")
    }
    told = says_too_much(visit, {"author": checked.policy.author}, "identifier") or says_too_much(
        visit, texts
    )
    if told:
        return _draft(visit, tell, text, kind=kind, status=422, trouble=told)
    if form.value("propose"):
        return await _propose(visit, form, tell, checked.policy)
    return await _shown(visit, tell, checked.policy, text, kind)


async def _document(visit: Visit, form: Form) -> tuple[str, str]:
    """What was uploaded, else what was pasted; TOML when its name says so, or when it does not begin as JSON."""
    upload = (await visit.request.form()).get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        text = (await upload.read()).decode("utf-8", errors="replace")
        return text, "toml" if upload.filename.lower().endswith(".toml") else "json"
    text = form.values.get("document", "")
    return text, "json" if text.lstrip().startswith("{") or not text.strip() else "toml"


async def _against(session: Session, tell: Telling, policy: Policy) -> Policy | None:
    """The signed version of the same region that this one would follow."""
    found = [each.view for each in await _versions(session, tell)]
    same = [each for each in found if each.signatures >= SIGNED_BY and each.region == policy.region]
    return next((each.policy for each in same if each.in_force), same[0].policy if same else None)


async def _shown(visit: Visit, tell: Telling, policy: Policy, text: str, kind: str) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        before = await _against(session, tell, policy)
        simulation = accepted(await simulated_draft(session, policy))
    return _draft(
        visit,
        tell,
        text,
        kind=kind,
        checked=policy.version,
        differences=differences(before, policy, visit.language),
        simulation=_told(tell, simulation),
    )


async def _propose(visit: Visit, form: Form, tell: Telling, policy: Policy) -> Response[Any]:
    async with visit.store.reading(visit.seat) as session:
        before = await _against(session, tell, policy)
    facts = {"version": policy.version, "day": tell.day(policy.in_force_from)}
    shown = _lines(differences(before, policy, visit.language))
    about = About(WORDS["fund.about.policy.propose"], facts, f"{HOME}/new", shown, typed=True)
    outcome = await act(visit, form, propose_policy, ProposePolicy(policy), about)
    if isinstance(outcome, Refused):
        text = form.values.get("document", "")
        told = trouble_of(outcome, visit.language, "document")
        return _draft(visit, tell, text, status=outcome.reason.status, trouble=told)
    return Redirect(f"{HOME}/{outcome}?done=fund_policy_proposed", status_code=303)


handlers = [show_policy, new_version, check_version, show_version, simulate_version, sign_version]
