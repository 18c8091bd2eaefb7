"""The name that somebody gives to a passkey or a tablet: read as the API reads it, before it is kept (IMM-05)."""

import msgspec

from api.pages.forms import Form
from api.problems import BAD_INPUT
from api.v1.access.sign_in import ShortName
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import screen
from service.refusals import Refused

LONGEST = 40


def name_in(form: Form, default: str) -> str | Refused:
    """The name that was filled in, or the page's own; refused for what no door of the API takes either."""
    try:
        name = msgspec.convert(form.value("name")[:LONGEST] or default, ShortName)
    except msgspec.ValidationError:
        return Refused(BAD_INPUT)
    findings = screen(name, "name")
    return says_too_much(findings) if findings else name
