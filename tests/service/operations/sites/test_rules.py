"""Whom a shelter admits for an operation, at which price, and what its agreement gives."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from service.beds.words import Criterion
from service.operations.allotment.problem import Price
from service.operations.allotment.reasons import explained
from service.operations.allotment.search import plan
from service.operations.parties.rules import Block, Counted, Party, Place, blocks_of, places_of
from service.operations.sites.problem import Allotted, allotted, left_over, question
from service.operations.sites.rules import (
    EVERYONE,
    Area,
    Criteria,
    Pool,
    Site,
    Terms,
    Wanted,
    admits,
    area_rank,
    kept_out,
    pool_barriers,
    price,
    promised,
    site_barriers,
    to_negotiate,
)

NOW = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
HAMILTON, TORONTO, ONTARIO = Area("CA-ON", "Hamilton"), Area("CA-ON", "Toronto"), Area("CA-ON")
MEN = frozenset({"man"})
YOUNG = frozenset({"16-17", "18-20"})
WANTED = Wanted(
    (HAMILTON, TORONTO), frozenset({"hu"}), NOW, NOW + timedelta(hours=18), NOW + timedelta(hours=24)
)


def site(key: int = 4, **more: object) -> Site:
    known: dict[str, object] = {"kind": "men_migrant", "region": "CA-ON", "city": "Toronto"}
    known["pools"] = (Pool(key, 3, genders=MEN),)
    return Site(key, **(known | more))  # type: ignore[arg-type]


def requires(*names: Criterion) -> Criteria:
    return Criteria(required=frozenset(names))


def bends_on(*names: Criterion) -> Criteria:
    return Criteria(flexible=frozenset(names))


def person(gender: str = "man", age: str = "25+", family: int | None = None) -> Place:
    return Place(UUID(int=1), gender, age, family=UUID(int=family) if family else None)  # type: ignore[arg-type]


def test_the_order_of_areas_is_the_investigators() -> None:
    """OPS-01: distance is the order of areas, never a place."""
    assert area_rank(site(city="Toronto"), (HAMILTON, TORONTO)) == 1
    assert area_rank(site(city="Hamilton"), (HAMILTON, ONTARIO)) == 0
    assert area_rank(site(city="Ottawa"), (HAMILTON, ONTARIO)) == 1
    assert area_rank(site(city="Ottawa"), (HAMILTON, TORONTO)) is None
    assert area_rank(site(region="CA-QC"), (ONTARIO,)) is None


def test_a_house_without_a_city_answers_for_a_city_only_to_its_partner() -> None:
    """BED-08: asking city by city must not find a rotating house; a partner already knows it. It comes
    last."""
    house = site(7, kind="safe_house_rotating", city="")
    assert area_rank(house, (TORONTO,)) is None
    assert area_rank(house, (ONTARIO,)) == 0
    assert area_rank(replace(house, terms=Terms(3)), (HAMILTON, TORONTO)) == 2
    assert area_rank(replace(house, terms=Terms(3)), (Area("CA-QC", "Laval"),)) is None


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (None, (0, 0)),
        (Terms(2, 12, 48), (2, 0)),
        (Terms(2, 12, 48, asks=True), (0, 2)),
        (Terms(-1, 12, 48), (0, 0)),
        (Terms(2, 18, 24), (2, 0)),
        (Terms(2, 19, 24), (0, 0)),
        (Terms(2, 18, 23), (0, 0)),
    ],
)
def test_an_agreement_gives_its_places_within_its_notice_and_longest_hold(
    terms: Terms | None, expected: tuple[int, int]
) -> None:
    """OPS-02: beyond the number, the notice or the longest hold, every place is a request. Limits are
    inclusive."""
    assert promised(site(terms=terms), WANTED) == expected


def test_a_stale_count_promises_nothing() -> None:
    """BED-15: a shelter that counted too long ago is asked."""
    assert promised(site(terms=Terms(2), stale=True), WANTED) == (0, 0)


@pytest.mark.parametrize(
    ("more", "barriers"),
    [
        ({}, ()),
        ({"security": "low"}, ("security",)),
        ({"security": "enhanced"}, ()),
        ({"kind": "detox"}, ("kind",)),
        ({"kind": "hotel_partner", "vetted": False}, ("hotel_not_vetted",)),
        ({"kind": "men_migrant", "vetted": False}, ()),
        ({"criteria": requires("claimant")}, ("criterion",)),
        ({"criteria": bends_on("claimant", "conjugal_violence", "trafficking")}, ()),
        ({"criteria": requires("legal_status")}, ("criterion",)),
        ({"criteria": requires("sobriety", "self_call")}, ()),
        ({"criteria": requires("conjugal_violence")}, ("criterion",)),
        ({"criteria": requires("trafficking")}, ("criterion",)),
        ({"criteria": bends_on("programme")}, ("criterion",)),
    ],
)
def test_barriers_of_a_shelter(more: dict[str, object], barriers: tuple[str, ...]) -> None:
    """BED-03, BED-05, BED-10, BED-12, BED-14, IMM-02: low security and strict questions are never
    proposed."""
    assert site_barriers(site(4, **more)) == barriers


@pytest.mark.parametrize(
    ("pool", "block", "barriers"),
    [
        (Pool(1, 1, genders=MEN), Block((person(),)), ()),
        (Pool(1, 1, genders=MEN), Block((person("woman"),)), ("gender",)),
        (Pool(1, 1, genders=MEN), Block((person("not_determined"),)), ("gender",)),
        (Pool(1, 1, genders=EVERYONE), Block((person("not_determined"),)), ()),
        (Pool(1, 1, genders=MEN), Block((person(age="16-17"),)), ("age",)),
        (Pool(1, 1, genders=MEN, ages=YOUNG), Block((person(age="16-17"),)), ()),
        (Pool(1, 1, genders=MEN, ages=YOUNG | {"21-24"}), Block((person(age="16-17"),)), ("age",)),
        (Pool(1, 1, genders=MEN, ages=YOUNG | {"25+"}, private=True), Block((person(age="16-17"),)), ()),
        (Pool(1, 1, genders=MEN, ages=frozenset({"16-17"})), Block((person(age="16-17"),)), ()),
        (
            Pool(1, 1, 2, EVERYONE, ages=YOUNG),
            Block((person(age="16-17", family=5), person(family=5))),
            ("age",),
        ),
        (Pool(1, 1, 2, EVERYONE, ages=YOUNG), Block((person(age="16-17"),)), ()),
        (Pool(1, 1, genders=MEN, ages=YOUNG), Block((person(age="18-20"),)), ()),
        (Pool(1, 1, genders=MEN, ages=YOUNG), Block((person(age="21-24"),)), ("age",)),
        (Pool(1, 1, genders=MEN), Block((person(age="not_determined"),)), ()),
        (Pool(1, 1, genders=MEN, ages=YOUNG), Block((person(age="not_determined"),)), ("age",)),
        (Pool(1, 1, genders=EVERYONE), Block((person(), person("woman"))), ("size",)),
        (Pool(1, 1, 2, EVERYONE), Block((person(family=5), person("woman", family=5))), ()),
        (Pool(1, 1, 2, EVERYONE), Block((person("woman", family=5), person("man", "<16", 5))), ("age",)),
        (
            Pool(1, 1, 2, EVERYONE, family_unit=True),
            Block((person("woman", family=5), person("man", "<16", 5))),
            (),
        ),
        (Pool(1, 1, 2, EVERYONE, family_unit=True), Block((person("man", "<16"),)), ("age",)),
    ],
)
def test_barriers_of_a_pool(pool: Pool, block: Block, barriers: tuple[str, ...]) -> None:
    """ADM-07, BED-04, BED-06, MIN-03: gender, the whole age band, one bed or room for the whole block; minors without
    an adult of their own never share a room with adults."""
    assert pool_barriers(pool, block) == barriers
    assert admits(site(), pool, block) == (not barriers)
    assert not admits(site(security="low"), pool, block)


def test_what_one_rule_alone_keeps_out_is_counted() -> None:
    """OPS-07, BED-12, BED-14: of the sites with a free bed, how many would admit them but for one rule; what only the
    person chooses is not among them, and a site that two rules keep out counts for neither."""
    woman = Block((person("woman"),))
    sites = (
        site(1),
        site(2, pools=(Pool(2, 0, genders=MEN),)),
        site(3, security="low", pools=(Pool(3, 1),)),
        site(4, security="low"),
        site(5, kind="detox", pools=(Pool(5, 2),)),
        site(6, pools=(Pool(6, 1, ages=YOUNG), Pool(7, 1, genders=MEN))),
    )
    assert kept_out(woman, sites) == {"age": 1, "gender": 2, "security": 1}


def test_what_a_call_must_settle_is_counted() -> None:
    """ADM-01, ADM-05: required but unasked, flexible but unmet, case by case, the person's own call."""
    asks = Criteria(
        frozenset({"sobriety", "self_call"}), frozenset({"conjugal_violence", "trafficking", "claimant"})
    )
    assert to_negotiate(site(criteria=asks)) == 4
    assert to_negotiate(site(criteria=asks, too_short=True)) == 5
    assert to_negotiate(site(criteria=bends_on("sobriety", "self_call"))) == 0


@pytest.mark.parametrize(
    ("spoken", "interpreter", "asked", "expected"),
    [
        ({"hu"}, False, {"hu"}, 0),
        (set(), True, {"hu"}, 1),
        ({"fr"}, False, {"hu"}, 2),
        (set(), False, set(), 0),
    ],
)
def test_a_shared_language_comes_before_an_interpreter(
    spoken: set[str], interpreter: bool, asked: set[str], expected: int
) -> None:
    """LNG-02, ADM-08."""
    wanted = replace(WANTED, languages=frozenset(asked))
    found = price(site(languages=frozenset(spoken), interpreter=interpreter), 1, wanted)
    assert found == Price(0, 1, expected)


def test_a_shelter_that_said_no_is_used_only_as_far_as_its_agreement() -> None:
    """OPS-03: the next shelter is asked, and no place of the agreement is lost."""
    house = replace(S4, refused=True, pools=(Pool(4, 3, genders=MEN),))
    asked = question((Block((person(),)), Block((person(),)), Block((person(),))), (house,), WANTED)
    assert [item.way for item in allotted(asked, plan(asked.problem))] == ["agreement", "agreement"]
    without = question((Block((person(),)),), (replace(house, terms=None),), WANTED)
    assert allotted(without, plan(without.problem)) == ()


S4 = site(4, terms=Terms(2, 12, 48))
S7 = Site(7, "safe_house_rotating", "CA-ON", "", (Pool(7, 4, genders=EVERYONE),), terms=Terms(3, 0, 24))
S8 = Site(8, "hotel_partner", "CA-ON", "Hamilton", (Pool(8, 8, 2, EVERYONE),), terms=Terms(4, 2, 72))
S3 = site(3, kind="migrant_refugee_women_families", criteria=requires("claimant"))
S10 = site(10, kind="homeless", city="Hamilton", security="low")


def test_scenario_a_from_profiles_and_agreements() -> None:
    """OPS-01, OPS-02, OPS-07: ten people with labels: 8 held by agreement over S4, S7 and S8; 1 A and 1 B
    left."""
    parties = (
        Party((Counted("man", "25+", 3), Counted("woman", "25+", 1)), label="A"),
        Party((Counted("man", "25+", 3), Counted("woman", "25+", 1)), label="B"),
        Party((Counted("man", "25+", 2),), label="C"),
    )
    asked = question(
        blocks_of(places_of(parties, map(UUID, map(_hex, range(10))))), (S3, S4, S7, S8, S10), WANTED
    )
    found = plan(asked.problem)
    given = allotted(asked, found)
    assert sorted(item.site for item in given) == [4, 4, 7, 7, 7, 8, 8, 8]
    assert {item.way for item in given} == {"agreement"}
    left = [block for blocks in left_over(asked, found).values() for block in blocks]
    assert sorted(block.labels for block in left) == [frozenset("A"), frozenset("B")]
    assert {block.id for block in left}.isdisjoint(item.block.id for item in given)
    assert [(r.label, r.waiting, r.sites) for r in explained(asked.problem, found)] == [
        ("A", 4, 3),
        ("B", 4, 3),
    ]


def _hex(number: int) -> str:
    return f"{number + 1:032x}"


def test_the_other_police_service_finds_one_place_in_toronto() -> None:
    """OPS-11, step 6 of scenario A: S4 has one bed left, no agreement; S3 is strict; S7 has no city; S8 is
    in Hamilton."""
    rest = (S3, replace(S4, terms=None, pools=(Pool(4, 1, genders=MEN),)), replace(S7, terms=None), S8, S10)
    asked = question(
        blocks_of(places_of([Party((Counted("man", "25+", 3),))], map(UUID, map(_hex, range(3))))),
        rest,
        replace(WANTED, areas=(TORONTO,)),
    )
    assert [(item.site, item.way) for item in allotted(asked, plan(asked.problem))] == [(4, "request")]


def test_the_largest_block_uses_the_agreement_and_the_smallest_room_that_fits() -> None:
    """OPS-02, BED-06: one agreed place left: it goes to the family, and large rooms stay for families."""
    hotel = replace(S8, pools=(Pool(81, 1, 3, EVERYONE), Pool(82, 1, 1, EVERYONE)), terms=Terms(1, 2, 72))
    family = Block(tuple(Place(UUID(int=n), "woman", "25+", family=UUID(int=9)) for n in (2, 3)))
    alone = Block((Place(UUID(int=1), "woman", "25+"),))
    asked = question((alone, family), (hotel,), WANTED)
    assert allotted(asked, plan(asked.problem)) == (
        Allotted(family, 8, 81, "agreement"),
        Allotted(alone, 8, 82, "request"),
    )
