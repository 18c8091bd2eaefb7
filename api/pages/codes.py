"""The code app on pages: set up with a picture or a key, confirmed by a first code; recovery codes shown once."""

import re
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from markupsafe import Markup

from api.pages.acting import About, act
from api.pages.forms import Form, read_form
from api.pages.sign_in import digits
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal, problem
from service.partners.attempts.limits import STEP_UP
from service.partners.attempts.taking import Attempt, allowed
from service.partners.codes.commands import (
    ConfirmCode,
    EndCode,
    RecoveryCodes,
    RenewRecoveryCodes,
    SetUpCode,
    confirm_code,
    end_code,
    renew_recovery_codes,
    set_up_code,
)
from service.partners.refusals import CODE_NOT_RIGHT
from service.refusals import Refused

SECRET = re.compile(r"[A-Z2-7]{16,64}")


@post("/account/code", include_in_schema=False, status_code=200)
async def set_up(visit: NamedDependency[Visit]) -> Response[Any]:
    """A picture to scan and a key to type: told once, and of no use until a code confirms it."""
    form = await read_form(visit.request)
    about = About(WORDS["code.about.set_up"], {}, "/account")
    made = await act(visit, form, set_up_code, SetUpCode(), about, told_once=True)
    if isinstance(made, Refused):
        raise Refusal(made)
    return _picture(visit, made.secret)


def _picture(visit: Visit, secret: str, why: Refused | None = None) -> Response[str]:
    return visit.paint(
        "code.html",
        status=why.reason.status if why else 200,
        secret=secret,
        picture=picture_of(secret),
        page="/account",
        problem=problem(why, visit.language) if why else None,
    )


def picture_of(secret: str) -> Markup:
    """The key as a square of squares (SVG within the page: no picture is asked for elsewhere, no style is inline)."""
    import segno
    from pyotp import TOTP

    uri = TOTP(secret).provisioning_uri(name="Relais", issuer_name="Relais")
    drawn = segno.make(uri, error="m").svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn by the library from our own text, without anything that was sent


@post("/account/code/confirm", include_in_schema=False, status_code=200)
async def confirm(visit: NamedDependency[Visit]) -> Response[Any]:
    """A first code shows that the app has the key; then ten recovery codes."""
    form = await read_form(visit.request)
    found = await _confirmed(visit, digits(form.value("code")))
    if isinstance(found, Refused):
        return _again(visit, form, found)
    return _shown(visit, found.codes)


async def _confirmed(visit: Visit, code: str) -> RecoveryCodes | Refused:
    """Each attempt is counted before it is looked at (ASVS 6.3.1)."""
    if not await allowed(visit.store, Attempt(STEP_UP, str(visit.seat.member_id))):
        return Refused(CODE_NOT_RIGHT)
    return await visit.store.run(confirm_code, visit.seat, ConfirmCode(code))


def _again(visit: Visit, form: Form, why: Refused) -> Response[Any]:
    """The same picture: the key came back with the form, and nothing else has it."""
    if not SECRET.fullmatch(form.secret):
        return Redirect("/account", status_code=303)
    return _picture(visit, form.secret, why)


@post("/account/recovery", include_in_schema=False, status_code=200)
async def renew(visit: NamedDependency[Visit]) -> Response[Any]:
    """Ten new recovery codes; the former ones open nothing any more."""
    form = await read_form(visit.request)
    about = About(WORDS["recovery.about.renew"], {}, "/account")
    found = await act(visit, form, renew_recovery_codes, RenewRecoveryCodes(), about, told_once=True)
    if isinstance(found, Refused):
        raise Refusal(found)
    return _shown(visit, found.codes)


def _shown(visit: Visit, codes: tuple[str, ...]) -> Response[str]:
    return visit.paint("recovery.html", codes=codes, page="/account")


@post("/account/code/end", include_in_schema=False, status_code=303)
async def end(visit: NamedDependency[Visit]) -> Response[Any]:
    """No code opens anything any more."""
    form = await read_form(visit.request)
    outcome = await act(visit, form, end_code, EndCode(), About(WORDS["code.about.end"], {}, "/account"))
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return Redirect("/account", status_code=303)


handlers: list[Any] = [set_up, confirm, renew, end]
