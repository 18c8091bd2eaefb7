"""A question to the board as it is sent: in a query string, or in the body of a referral."""

import re
from typing import Annotated, Any

import msgspec
from litestar import Request

from api.doors import bad_input
from api.v1.fields import Language, Region, plain
from service.beds.board.rules import Area, AwayFrom, Fact, Purpose, Question
from service.beds.party.rules import Party, People
from service.beds.words import AgeBand, Criterion, Gender, Offer, Security

City = Annotated[str, msgspec.Meta(pattern=plain(1, 120), max_length=120)]
Nights = Annotated[int, msgspec.Meta(ge=1, le=365)]


class PeopleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many people of one gender and age band."""

    gender: Gender
    age_band: AgeBand
    count: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1


class PartyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who needs beds; `children` come along and share one unit."""

    people: Annotated[list[PeopleBody], msgspec.Meta(min_length=1, max_length=20)]
    children: Annotated[int, msgspec.Meta(ge=0, le=19)] = 0
    together: bool = False
    couple: bool = False

    def party(self) -> Party:
        """The party as the room knows it."""
        people = tuple(People(group.gender, group.age_band, group.count) for group in self.people)
        return Party(people, self.children, self.together, self.couple)


class QuestionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The question that was put to the board. What is met and unmet is used and forgotten (IMM-02, ADM-02)."""

    party: PartyBody
    nights: Nights = 1
    purpose: Purpose = "ordinary"
    met: Annotated[list[Criterion], msgspec.Meta(max_length=8)] = []
    unmet: Annotated[list[Criterion], msgspec.Meta(max_length=8)] = []
    facts: Annotated[list[Fact], msgspec.Meta(max_length=2)] = []
    wants: Annotated[list[Offer], msgspec.Meta(max_length=16)] = []
    languages: Annotated[list[Language], msgspec.Meta(max_length=10)] = []

    def question(self) -> Question:
        """The question as the room knows it."""
        return Question(
            party=self.party.party(),
            nights=self.nights,
            purpose=self.purpose,
            met=frozenset(self.met),
            unmet=frozenset(self.unmet),
            facts=frozenset(self.facts),
            wants=frozenset(self.wants),
            languages=tuple(self.languages),
        )


Asked = Annotated[str, msgspec.Meta(max_length=40)]
AreaText = Annotated[str, msgspec.Meta(max_length=130)]
AreaWord = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(/[^\x00-\x1f\x7f]{1,120})?(?!\n)$", max_length=130)
]
"""The same in a body, where its form is checked with the rest."""


class BoardQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in a query string: `person=woman:21-24:2` (two of them), `area=CA-QC` or `area=CA-ON/Hamilton`."""

    person: Annotated[list[Asked], msgspec.Meta(min_length=1, max_length=20)]
    children: Annotated[int, msgspec.Meta(ge=0, le=19)]
    together: bool
    couple: bool
    area: Annotated[list[AreaText], msgspec.Meta(max_length=13)]
    not_area: Annotated[list[AreaText], msgspec.Meta(max_length=13)]
    nights: Nights
    purpose: Purpose
    met: list[Criterion]
    unmet: list[Criterion]
    fact: list[Fact]
    want: list[Offer]
    security: Security | None
    language: Annotated[list[Language], msgspec.Meta(max_length=10)]

    def question(self, request: Request[Any, Any, Any]) -> Question:
        """The question as the room knows it. Raises `Refusal` for a person or an area that is none."""
        people = tuple(_person(text, request) for text in self.person)
        return Question(
            party=Party(people, self.children, self.together, self.couple),
            areas=areas_of(self.area, "area", request),
            away_from=self._away(request),
            nights=self.nights,
            purpose=self.purpose,
            met=frozenset(self.met),
            unmet=frozenset(self.unmet),
            facts=frozenset(self.fact),
            wants=frozenset(self.want),
            security=self.security,
            languages=tuple(self.language),
        )

    def _away(self, request: Request[Any, Any, Any]) -> AwayFrom:
        """Not in my community: regions, or single cities, that do not answer (GEO-07)."""
        kept = areas_of(self.not_area, "not_area", request)
        return AwayFrom(
            regions=tuple(area.region for area in kept if area.city is None),
            cities=tuple(area.city for area in kept if area.city is not None),
        )


_PERSON = re.compile(r"([a-z_]+):([<0-9+ -]+?)(?::([0-9]{1,2}))?")


def _person(text: str, request: Request[Any, Any, Any]) -> People:
    """`gender:band` or `gender:band:count`. A query string turns the plus of `25+` into a space: both are read."""
    found = _PERSON.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        gender, band, count = found.groups(default="1")
        sent = {"gender": gender, "age_band": band.strip().replace(" ", "+"), "count": int(count)}
        sent["age_band"] = "25+" if sent["age_band"] == "25" else sent["age_band"]
        body = msgspec.convert(sent, PeopleBody)
    except (ValueError, msgspec.ValidationError):
        raise bad_input(
            "person",
            "Par exemple woman:21-24, ou man:25+:2.",
            "For example woman:21-24, or man:25+:2.",
            request,
        ) from None
    return People(body.gender, body.age_band, body.count)


def areas_of(texts: list[str], field: str, request: Request[Any, Any, Any]) -> tuple[Area, ...]:
    """Regions, or single cities of them. Raises `Refusal` for what is neither."""
    return tuple(_area(text, field, request) for text in texts)


def _area(text: str, field: str, request: Request[Any, Any, Any]) -> Area:
    region, _, city = text.partition("/")
    try:
        msgspec.convert(region, Region)
        return Area(region, msgspec.convert(city, City) if city else None)
    except msgspec.ValidationError:
        raise bad_input(
            field, "Par exemple CA-QC, ou CA-ON/Hamilton.", "For example CA-QC, or CA-ON/Hamilton.", request
        ) from None
