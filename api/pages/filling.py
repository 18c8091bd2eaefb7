"""What somebody filled in, read as a door of the API reads it: every field that does not hold has its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from api.pages.forms import Form
from api.problems import BAD_INPUT, FieldProblem, problem
from api.wrong import TO_FILL, Wrong, wrong_value
from service.refusals import Language, Refused

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True)
class Unfit:
    """A form that nothing can be done with yet: what to correct, field by field."""

    wrongs: tuple[Wrong, ...]


@dataclass(frozen=True)
class Trouble:
    """Why a form did not go through, in one language: for its summary, and beside each field (point 18)."""

    title: str
    detail: str
    status: int
    fields: Mapping[str, str]

    def at(self, field: str) -> str:
        """What is wrong there; nothing is an empty string."""
        return self.fields.get(field, "")


def trouble_of(why: Refused | Unfit | None, language: Language, field: str = "") -> Trouble | None:
    """The words of a refusal or of what does not fit; `field` is where a refusal is to be mended, if anywhere."""
    if why is None:
        return None
    if isinstance(why, Unfit):
        document = problem(Refused(BAD_INPUT), language, why.wrongs)
    else:
        beside = [FieldProblem(field, why.title(language))] if field else []
        document = problem(why, language, beside)
    fields = {each.field: each.message for each in document.fields}
    return Trouble(document.title, document.detail, document.status, fields)


def fill(form: Form, shape: type[T], **known: Any) -> T | Unfit:
    """The form as this struct, numbers and days read from text; an empty field is its default.

    `known` are fields that the page itself knows. A list takes every value under its name.
    """
    values: dict[str, Any] = {}
    wrongs: list[Wrong] = []
    for field in msgspec.structs.fields(shape):
        if field.name in known:
            values[field.name] = known[field.name]
            continue
        sent: Any = form.all(field.name) if _is_list(field.type) else form.value(field.name)
        if not sent:
            if field.required:
                wrongs.append(Wrong(field.name, TO_FILL))
            continue
        try:
            values[field.name] = msgspec.convert(sent, field.type, strict=False)
        except msgspec.ValidationError as error:
            wrongs.append(wrong_value(field.name, str(error)))
    return Unfit(tuple(wrongs)) if wrongs else shape(**values)


def _is_list(kind: Any) -> bool:
    """Whether a field holds several values, whatever it is annotated with."""
    origin = get_origin(kind)
    if origin in (list, tuple):
        return True
    return any(_is_list(inner) for inner in get_args(kind) if not isinstance(inner, msgspec.Meta))
