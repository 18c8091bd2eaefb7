"""Bad input in words: each sentence of the framework becomes one of ours, in the language of whoever asks."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.datastructures import State
from litestar.params import FromQuery, JSONBody, QueryParameter

from api.openapi import document
from api.pages.board import Code, Few, Nights
from api.problems import HANDLERS
from api.shapes import values_at
from api.wrong import FORMS
from service.clock import SetClock
from service.settings import Settings
from tests.conftest import NOON
from tests.quality.source import modules, name_of

Need = Literal["food", "bed"]
REGION = r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$"
WORD = r"^[A-Za-zÀ-ÿ' -]{2,20}(?!\n)$"


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """One of several."""

    need: Need = "food"
    cents: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """A body with one field of each kind."""

    shelter_id: UUID
    lines: Annotated[list[Line], msgspec.Meta(min_length=1, max_length=2)] = msgspec.field(
        default_factory=lambda: [Line()]
    )
    pair: Annotated[list[str], msgspec.Meta(min_length=2)] | None = None
    need: Need | None = None
    free: bool = False
    share: float = 0.5
    ratio: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.5
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=5)] = "x"
    code: Annotated[str, msgspec.Meta(min_length=3)] = "xxx"
    day: date = date(2026, 11, 3)
    hour: time = time(17)
    at: datetime = datetime(2026, 11, 3)  # noqa: DTZ001
    zoned: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    either: int | str = 1
    five: Annotated[int, msgspec.Meta(multiple_of=5)] = 5


@get("/v1/board")
async def board(
    *,
    person: FromQuery[list[str]],
    need: FromQuery[Need | None] = None,
    needs: FromQuery[list[Need] | None] = None,
    nights: FromQuery[int] = 1,
    day: FromQuery[date | None] = None,
    case_id: FromQuery[UUID | None] = None,
    word: Annotated[str | None, QueryParameter(pattern=WORD)] = None,
    region: Annotated[str | None, QueryParameter(pattern=REGION)] = None,
    other: Annotated[str | None, QueryParameter(pattern="^z$")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 20,
) -> None: ...


@post("/v1/sent")
async def sent(data: JSONBody[Sent]) -> None: ...


@get("/")
async def page(women: Few = 1, nights: Nights = 1, region: Code = "") -> None: ...


@pytest.fixture(scope="module")
async def doors() -> AsyncIterator[httpx.AsyncClient]:
    """Doors with the product's own handlers, and nothing behind them."""
    app = Litestar(
        [board, sent, page],
        exception_handlers=HANDLERS,
        openapi_config=None,
        logging_config=None,
        state=State(
            {"settings": Settings(environment="development"), "store": SimpleNamespace(clock=SetClock(NOON))}
        ),
    )
    transport = httpx.ASGITransport(app=cast(Any, app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
        yield client


async def answered(doors: httpx.AsyncClient, what: Any, language: str) -> dict[str, Any]:
    """The problem document for a query (text), or for a body (bytes as they are, anything else as JSON)."""
    headers = {"Accept-Language": language, "Content-Type": "application/json"}
    if isinstance(what, str):
        answer = await doors.get(f"/v1/board?{what}", headers=headers)
    else:
        content = what if isinstance(what, bytes) else msgspec.json.encode(what)
        answer = await doors.post("/v1/sent", content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input"), answer.text
    found: dict[str, Any] = answer.json()
    return found


ID = {"shelter_id": "00000000-0000-4000-8000-000000000001"}
MOMENT = (
    "Une date, une heure et leur décalage, par exemple 2026-11-03T17:00:00Z",
    "A date, a time and their offset, such as 2026-11-03T17:00:00Z",
)
ID_WORDS = ("Un identifiant (UUID), tel que Relais l'a donné", "An identifier (UUID), as Relais gave it")
FILL = ("À remplir", "Fill this in")
VALUES = ("Une de ces valeurs : bed, food", "One of these values: bed, food")
WHOLE = ("Un nombre entier", "A whole number")
P = "person=woman&"
SHAPES: list[tuple[Any, str, str, str]] = [
    ("", "person", *FILL),
    (P + "need=zzz", "need", *VALUES),
    (P + "needs=zzz&needs=bed", "needs", *VALUES),
    (P + "nights=abc", "nights", *WHOLE),
    (P + "limit=0", "limit", "Au moins 1", "At least 1"),
    (P + "limit=51", "limit", "Au plus 50", "At most 50"),
    (P + "day=soon", "day", "Une date, par exemple 2026-11-03", "A date, such as 2026-11-03"),
    (P + "case_id=7", "case_id", *ID_WORDS),
    (
        P + "word=a",
        "word",
        "Pas la forme attendue : de 2 à 20 lettres",
        "Not in the expected form: 2 to 20 letters",
    ),
    (
        P + "region=q",
        "region",
        "Pas la forme attendue : par exemple CA-QC",
        "Not in the expected form: such as CA-QC",
    ),
    (P + "other=q", "other", "Pas la forme attendue", "Not in the expected form"),
    ({}, "shelter_id", *FILL),
    (ID | {"shelter_id": None}, "shelter_id", *FILL),
    (ID | {"shelter_id": "x"}, "shelter_id", *ID_WORDS),
    (ID | {"series": 1}, "series", "Ce champ n'existe pas", "There is no such field"),
    (ID | {"lines": [{"series": 1}]}, "lines[0].series", "Ce champ n'existe pas", "There is no such field"),
    (ID | {"lines": [{"need": "x"}]}, "lines[0].need", *VALUES),
    (ID | {"lines": [{"cents": 0}]}, "lines[0].cents", "Au moins 1", "At least 1"),
    (ID | {"lines": []}, "lines", *FILL),
    (ID | {"lines": [{}, {}, {}]}, "lines", "Éléments : au plus 2", "Items: at most 2"),
    (ID | {"lines": "x"}, "lines", "Une liste", "A list"),
    (ID | {"lines": ["x"]}, "lines[0]", "Un objet JSON, avec ses champs", "A JSON object, with its fields"),
    (ID | {"pair": ["x"]}, "pair", "Éléments : au moins 2", "Items: at least 2"),
    (ID | {"need": "foo"}, "need", *VALUES),
    (ID | {"need": 7}, "need", "Un texte", "A text"),
    (ID | {"free": "x"}, "free", "true ou false", "true or false"),
    (ID | {"share": "x"}, "share", "Un nombre", "A number"),
    (ID | {"ratio": 0}, "ratio", "Plus que 0.0", "More than 0.0"),
    (ID | {"ratio": 1}, "ratio", "Moins que 1.0", "Less than 1.0"),
    (ID | {"name": ""}, "name", *FILL),
    (ID | {"name": "longer"}, "name", "Caractères : au plus 5", "Characters: at most 5"),
    (ID | {"code": "x"}, "code", "Caractères : au moins 3", "Characters: at least 3"),
    (ID | {"day": "x"}, "day", "Une date, par exemple 2026-11-03", "A date, such as 2026-11-03"),
    (ID | {"hour": "x"}, "hour", "Une heure, par exemple 17:00:00", "A time, such as 17:00:00"),
    (ID | {"at": "x"}, "at", *MOMENT),
    (ID | {"zoned": "2026-11-03T17:00:00"}, "zoned", *MOMENT),
    (ID | {"either": []}, "either", "Valeur à corriger", "Value to correct"),
    (ID | {"five": 7}, "five", "Un multiple de 5", "A multiple of 5"),
    ([], "", "Un objet JSON, avec ses champs", "A JSON object, with its fields"),
    (b"{bad", "", "Ce n'est pas du JSON", "This is not JSON"),
    (b"{", "", "Ce n'est pas du JSON", "This is not JSON"),
    (b"\xff\xfe", "", "Ce n'est pas du JSON", "This is not JSON"),
    (b"", "", *FILL),
    (b'{"share": 1e400}', "", "Nombre trop grand ou trop petit", "Number too large or too small"),
    (b"[" * 100_000, "", "Trop de niveaux les uns dans les autres", "Too many levels inside each other"),
]


@pytest.mark.parametrize(("what", "field", "french", "english"), SHAPES)
async def test_each_shape_is_said_in_words(
    doors: httpx.AsyncClient, what: Any, field: str, french: str, english: str
) -> None:
    """LNG-01: the field, and what to do, in both languages; nothing of the framework's own sentence."""
    advice = {
        "fr": ("Corrigez les champs nommés", "Corrigez ceci"),
        "en": ("Correct the fields named", "Correct this"),
    }
    for language, words in (("fr", french), ("en", english)):
        said = await answered(doors, what, language)
        assert said["fields"] == [{"field": field, "message": words}]
        assert said["detail"].startswith(advice[language][not field])


NOTHING = ("", "x", "\n", "`", " - at `$.need`", "'", "é" * 300, "🙂", "\\", "null", "-1", "9" * 400)


async def test_no_message_is_the_frameworks(doors: httpx.AsyncClient) -> None:
    """LNG-01: whatever is sent and wherever, no backtick and no `Expected` reaches anybody."""
    values: list[Any] = [*NOTHING, None, True, -1, 1.5, 10**30, [], [None], {}, {"`": "Expected `int`"}]
    bodies: list[Any] = [ID | {name: value} for name in Sent.__struct_fields__ for value in values]
    bodies += (
        [ID | {"lines": [{"need": value}]} for value in values] + [{text: 1} for text in NOTHING] + values
    )
    fields = [each for body in bodies for each in await _fields(doors, body)]
    assert len(fields) > 150
    for each in fields:
        assert each["message"]
        assert not any(mark in each["message"] for mark in ("`", "Expected", "Invalid", "Object", "$."))
        assert len(each["field"]) < 100


async def _fields(doors: httpx.AsyncClient, body: Any) -> list[dict[str, str]]:
    headers = {"Accept-Language": "fr", "Content-Type": "application/json"}
    answer = await doors.post("/v1/sent", content=msgspec.json.encode(body), headers=headers)
    assert answer.status_code in {201, 400}, answer.text
    return list(answer.json()["fields"]) if answer.status_code == 400 else []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", {"Femmes": "Un nombre entier", "Nuits": "Au moins 1", "Région": "Caractères : au plus 6"}),
        ("en", {"Women": "A whole number", "Nights": "At least 1", "Region": "Characters: at most 6"}),
    ],
)
async def test_a_page_names_the_fields_as_its_form_does(
    doors: httpx.AsyncClient, language: str, said: dict[str, str]
) -> None:
    """LNG-01: each field by its label, and what to do."""
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = await doors.get("/?women=abc&nights=-1&region=Montreal", headers=headers)
    assert answer.status_code == 400
    found = re.findall(r"<dt>(.*?)</dt><dd><strong>(.*?)</strong></dd>", answer.text)
    assert dict(found) == said


def test_lists_are_found_wherever_they_stand() -> None:
    """A list of values behind a list, a union or a struct; none where there is none."""
    assert values_at(Sent, ["lines", "[...]", "need"]) == ("bed", "food")
    assert values_at(list[Need] | None, []) == ("bed", "food")
    assert values_at(dict[str, Line], ["[...]", "need"]) == ("bed", "food")
    assert values_at(Sent, ["name"]) == values_at(Sent, ["nowhere", "need"]) == ()


def test_every_form_with_words_is_a_form_of_some_door() -> None:
    """The words of a form are found by its regular expression: one that no door gives is out of date."""
    patterns = set(_patterns(document()))
    assert set(FORMS) - patterns == set()


def _patterns(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
        return own + [each for inner in node.values() for each in _patterns(inner)]
    return [each for inner in node for each in _patterns(inner)] if isinstance(node, list) else []


def test_no_door_writes_a_sentence_in_one_language_only() -> None:
    """LNG-01: a door says what is wrong with words in both languages (`Wrong`, `bad_input`), never by itself."""
    theirs = {"api/doors.py", "api/problems.py", "api/v1/fields.py"}  # texts.py: the words that were screened
    passed_on = {
        "api/pages/filling.py",
        "api/pages/coordinator/profile.py",
    }  # words in both, put beside their field
    allowed = theirs | passed_on
    found = {name_of(path) for path in modules("api") if "FieldProblem(" in path.read_text(encoding="utf-8")}
    assert found == allowed
