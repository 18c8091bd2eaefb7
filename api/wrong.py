"""What is wrong with what was sent, in words: the framework's own sentences are read here, and never passed on."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, Final

from litestar import Request
from litestar.exceptions import HTTPException, SerializationException, ValidationException

from api.shapes import allowed
from service.refusals import Language, Said

TO_CORRECT: Final = Said("Valeur à corriger", "Value to correct")
TO_FILL: Final = Said("À remplir", "Fill this in")
NO_SUCH_FIELD: Final = Said("Ce champ n'existe pas", "There is no such field")
ONE_OF: Final = Said("Une de ces valeurs : {values}", "One of these values: {values}")
NOT_ONE_OF: Final = Said("Pas une des valeurs possibles", "Not one of the possible values")
OTHER_FORM: Final = Said("Pas la forme attendue", "Not in the expected form")
OTHER_LOG: Final = Said("Cette attestation n'est pas de ce journal", "This checkpoint is not of this log")
AT_LEAST: Final = Said("Au moins {limit}", "At least {limit}")
AT_MOST: Final = Said("Au plus {limit}", "At most {limit}")
MORE_THAN: Final = Said("Plus que {limit}", "More than {limit}")
LESS_THAN: Final = Said("Moins que {limit}", "Less than {limit}")
MULTIPLE: Final = Said("Un multiple de {limit}", "A multiple of {limit}")
LONGER: Final = Said("Caractères : au moins {limit}", "Characters: at least {limit}")
SHORTER: Final = Said("Caractères : au plus {limit}", "Characters: at most {limit}")
MORE: Final = Said("Éléments : au moins {limit}", "Items: at least {limit}")
FEWER: Final = Said("Éléments : au plus {limit}", "Items: at most {limit}")
OUT_OF_RANGE: Final = Said("Nombre trop grand ou trop petit", "Number too large or too small")
NOT_JSON: Final = Said("Ce n'est pas du JSON", "This is not JSON")
TOO_DEEP: Final = Said("Trop de niveaux les uns dans les autres", "Too many levels inside each other")
WHOLE: Final = Said("Un nombre entier", "A whole number")
NUMBER: Final = Said("Un nombre", "A number")
TEXT: Final = Said("Un texte", "A text")
YES_OR_NO: Final = Said("true ou false", "true or false")
LIST: Final = Said("Une liste", "A list")
OBJECT: Final = Said("Un objet JSON, avec ses champs", "A JSON object, with its fields")
DATE: Final = Said("Une date, par exemple 2026-11-03", "A date, such as 2026-11-03")
TIME: Final = Said("Une heure, par exemple 17:00:00", "A time, such as 17:00:00")
MOMENT: Final = Said(
    "Une date, une heure et leur décalage, par exemple 2026-11-03T17:00:00Z",
    "A date, a time and their offset, such as 2026-11-03T17:00:00Z",
)
LENGTH_OF_TIME: Final = Said("Une durée, par exemple PT90M", "A length of time, such as PT90M")
AN_ID: Final = Said(
    "Un identifiant (UUID), tel que Relais l'a donné", "An identifier (UUID), as Relais gave it"
)
MONTH: Final = Said("Un mois, par exemple 2026-11", "A month, such as 2026-11")
LATER_DAY: Final = Said("Un jour après from_day", "A day after from_day")
DAYS_LATER: Final = Said("De 1 à {limit} jours après from_day", "From 1 to {limit} days after from_day")
CURSOR: Final = Said("La valeur de next, telle que reçue", "The value of next, as it came")

KINDS: Final[Mapping[str, Said]] = {
    "int": WHOLE,
    "float": NUMBER,
    "decimal": NUMBER,
    "str": TEXT,
    "bool": YES_OR_NO,
    "array": LIST,
    "object": OBJECT,
    "date": DATE,
    "time": TIME,
    "datetime": MOMENT,
    "duration": LENGTH_OF_TIME,
    "uuid": AN_ID,
}
"""What each of msgspec's names for a type asks for."""
SHAPES: Final = tuple(
    (re.compile(shape, re.DOTALL), said)
    for shape, said in (
        (r"Missing required \w+ parameter '(?P<inner>[^']+)'", TO_FILL),
        (r"Object missing required field `(?P<inner>[^`]+)`", TO_FILL),
        (r"'\w+'$", TO_FILL),  # a parameter or a body that is not there at all
        (r"Object contains unknown field `(?P<inner>[^`]*)", NO_SUCH_FIELD),
        (r"Expected `.+`, got `(?:null|NoneType)`", TO_FILL),
        (r"Expected `(?:str|array|object)` of (?:length >= |at least length )1\b", TO_FILL),
        (r"Expected `str` of length >= (?P<limit>\d+)", LONGER),
        (r"Expected `str` of length <= (?P<limit>\d+)", SHORTER),
        (r"Expected `\w+` of (?:length >=|at least length) (?P<limit>\d+)", MORE),
        (r"Expected `\w+` of (?:length <=|at most length|length \d+ to|length) (?P<limit>\d+)", FEWER),
        (r"Expected `\w+` >= (?P<limit>[-+.\de]+)", AT_LEAST),
        (r"Expected `\w+` <= (?P<limit>[-+.\de]+)", AT_MOST),
        (r"Expected `\w+` > (?P<limit>[-+.\de]+)", MORE_THAN),
        (r"Expected `\w+` < (?P<limit>[-+.\de]+)", LESS_THAN),
        (r"Expected `\w+` that's a multiple of (?P<limit>[-+.\de]+)", MULTIPLE),
        (r"Expected `str` matching regex (?P<regex>.+)", OTHER_FORM),
        (r"Expected `datetime` with ", MOMENT),
        (r"Expected `time` with ", TIME),
        (r"Invalid (?:enum )?value ", NOT_ONE_OF),
        (r"(?:Integer value|Number) out of range", OUT_OF_RANGE),
        (r"Invalid UUID|badly formed hexadecimal UUID", AN_ID),
        (r"Invalid RFC3339 encoded datetime|Invalid epoch timestamp", MOMENT),
        (r"Invalid RFC3339 encoded date", DATE),
        (r"Invalid RFC3339 encoded time", TIME),
        (r"Invalid ISO8601 duration", LENGTH_OF_TIME),
        (r"Invalid decimal string", NUMBER),
        (r"JSON is malformed|Input data was truncated|Invalid UTF-8", NOT_JSON),
    )
)
"""The sentences of msgspec and Litestar, the first that fits: `inner` names a field, `limit` is a number."""
LONGEST_NAME: Final = 80
"""No field of ours has a longer name; what somebody made up is given back no further."""
_INJECTED = re.compile(r"^(.+) - at `\$\.data\.(\w+)`$")
"""Litestar takes a field of the body for the injected value of the same name (`version`), and tells nothing more."""
_KIND = re.compile(r"Expected `([^`]+)`")
FORMS: Final[Mapping[str, Said]] = {
    r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$": Said("par exemple CA-QC", "such as CA-QC"),
    r"^[A-Za-zÀ-ÿ' -]{2,20}(?!\n)$": Said("de 2 à 20 lettres", "2 to 20 letters"),
    r"^20[0-9]{2}-(0[1-9]|1[0-2])(?!\n)$": Said("par exemple 2026-11", "such as 2026-11"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$": Said("par exemple 17:00", "such as 17:00"),
    r"^[0-9]{6}(?!\n)$": Said("six chiffres", "six digits"),
    r"^[A-Z](?!\n)$": Said("une lettre majuscule", "one capital letter"),
}
"""What the commonest forms look like, by the regular expression that a door gives."""


@dataclass(frozen=True)
class Wrong:
    """One thing to correct: in which field (none for the whole of what was sent), and the words that say how."""

    field: str
    said: Said
    facts: Mapping[str, Any] = made(default_factory=dict)

    def message(self, language: Language) -> str:
        """What to do, in that language."""
        return self.said.in_(language, self.facts)


def wrongs(request: Request[Any, Any, Any], error: HTTPException) -> list[Wrong]:
    """All that the framework found, without its words and without the values that were sent."""
    if isinstance(error.__cause__, SerializationException):
        return [_wrong(request, "", error.detail, in_body=True)]
    if error.status_code == 500 and (named_as_injected := _INJECTED.search(str(error.__cause__))):
        return [_wrong(request, named_as_injected[2], named_as_injected[1], in_body=True)]
    items = list(_items(error))
    if items:
        return [_wrong(request, key, message, in_body=body) for key, message, body in items]
    if isinstance(error, ValidationException):
        return [_wrong(request, "", error.detail, in_body=False)]
    return [Wrong("", TO_CORRECT)] if error.status_code == 400 else []


def wrong_value(at: str, message: str) -> Wrong:
    """What msgspec says of one value of a page's form, in words of ours."""
    for shape, said in SHAPES:
        if found := shape.match(message):
            facts = found.groupdict()
            return Wrong(at, _form(facts["regex"])) if "regex" in facts else Wrong(at, said, facts)
    return Wrong(at, _kind(message))


def _items(error: HTTPException) -> Iterator[tuple[str, str, bool]]:
    for item in error.extra if isinstance(error.extra, list) else ():
        if isinstance(item, dict):
            yield str(item.get("key", "")), str(item.get("message", "")), item.get("source") == "body"


def _wrong(request: Request[Any, Any, Any], key: str, message: str, *, in_body: bool) -> Wrong:
    at = "" if in_body and key == "data" else key
    for shape, said in SHAPES:
        if found := shape.match(message):
            return _read(request, at, said, found.groupdict(), in_body=in_body)
    return Wrong(at, _kind(message))


def _read(
    request: Request[Any, Any, Any], at: str, said: Said, found: Mapping[str, str], *, in_body: bool
) -> Wrong:
    if inner := found.get("inner", "")[:LONGEST_NAME]:
        return Wrong(f"{at}.{inner}" if at else inner, said)
    if said is NOT_ONE_OF and (values := allowed(request, at, in_body=in_body)):
        return Wrong(at, ONE_OF, {"values": ", ".join(values)})
    if "regex" in found:
        return Wrong(at, _form(found["regex"]))
    return Wrong(at, said, found)


def _form(written: str) -> Said:
    """The words of a form, from the regular expression as Python writes it."""
    try:
        looks = FORMS.get(ast.literal_eval(written))
    except (SyntaxError, ValueError):
        looks = None
    return Said(f"{OTHER_FORM.fr} : {looks.fr}", f"{OTHER_FORM.en}: {looks.en}") if looks else OTHER_FORM


def _kind(message: str) -> Said:
    """What a value of another type should have been; a choice of several types is only to correct."""
    found = _KIND.match(message)
    kinds = set(found[1].split(" | ")) - {"null"} if found else set()
    return KINDS.get(kinds.pop(), TO_CORRECT) if len(kinds) == 1 else TO_CORRECT
