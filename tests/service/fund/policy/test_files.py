"""A policy as a file: JSON or TOML, each fault at once, with its place, in both languages."""

import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from click.testing import CliRunner

from api.cli.main import main
from service.fund.policy.coverage import coverage_of
from service.fund.policy.document.categories import CATEGORIES, CategoryRule
from service.fund.policy.document.fault_words import FAULTS, FILE_FAULTS, TO_DO
from service.fund.policy.document.faults import Fault, faults
from service.fund.policy.document.files import FileFault, check
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.schema import schema
from service.fund.policy.document.sections import REFER, Band, Refer, SelfIssue, Target
from service.fund.policy.rules import read, write
from tests.quality.source import PROJECT
from tests.service.fund.conftest import a_policy

PLAIN: dict[str, Any] = msgspec.to_builtins(a_policy())
EXAMPLES = [
    text.split("```", 1)[0] for text in (PROJECT / "docs/policy.md").read_text().split("```toml\n")[1:]
]


def checked(changes: dict[str, Any], *without: str) -> set[tuple[str, str]]:
    """The faults of the test rules with these changes."""
    document = {name: value for name, value in {**PLAIN, **changes}.items() if name not in without}
    return {(fault.code, fault.where) for fault in check("p.json", json.dumps(document).encode()).faults}


def test_the_schema_that_is_checked_in_is_the_structs_own() -> None:
    """ELG-08: and it names no place to download anything from."""
    text = (PROJECT / "docs/policy.schema.json").read_text()
    assert json.loads(text) == schema()
    assert "http" not in text
    jsonschema_rs.meta.validate(schema())


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_of_the_page_holds(example: str) -> None:
    """ELG-08: what docs/policy.md shows could be signed as it is."""
    assert check("page.toml", example.encode()).faults == ()
    assert tomllib.loads(example)["version"] >= 1


def test_toml_and_json_say_the_same() -> None:
    """ELG-08: a person writes comments and days; what is stored and signed is the same document."""
    shown = check("p.toml", EXAMPLES[0].encode()).policy
    assert shown is not None
    assert check("p.json", write(shown)).policy == shown
    assert read(write(shown)) == shown


CASES: list[tuple[dict[str, Any], tuple[str, ...], set[tuple[str, str]]]] = [
    ({"status_check": True}, (), {("unknown_field", "status_check")}),
    ({"self_issue": {**PLAIN["self_issue"], "case": 1}}, (), {("unknown_field", "self_issue.case")}),
    ({}, ("bands", "author"), {("missing_field", "bands"), ("missing_field", "author")}),
    ({"version": "1"}, (), {("wrong_type", "version")}),
    ({"version": 10**400}, (), {("above_most", "version")}),
    ({"version": -1}, (), {("below_least", "version")}),
    ({"author": ""}, (), {("too_short", "author")}),
    ({"author": "x" * 121}, (), {("too_long", "author")}),
    ({"in_force_from": "2026-02-30"}, (), {("not_a_date", "in_force_from")}),
    ({"region": "Québec"}, (), {("wrong_pattern", "region")}),
    ({"bands": [{"approvers": 1}] * 21}, (), {("too_long", "bands")}),
    (
        {"categories": [{"category": "therapy", "cap_cents": 1}, {"category": "food", "cap_cents": "9"}]},
        (),
        {("not_in_list", "categories[0].category"), ("wrong_type", "categories[1].cap_cents")},
    ),
    (
        {"categories": [{"category": "food", "cap_cents": 9, "unit_cap_cents": -5}]},
        (),
        {("below_least", "categories[0].unit_cap_cents")},
    ),
    (
        {
            "categories": [{"category": "food", "cap_cents": 9}] * 2,
            "bands": [{"approvers": 1, "up_to_cents": 5}],
        },
        (),
        {
            ("category_twice", "food (nourriture / food)"),
            ("last_band_has_an_end", "bands (tranches / bands)"),
        },
    ),
]


@pytest.mark.parametrize(("changes", "without", "found"), CASES)
def test_each_fault_is_named_at_once(
    changes: dict[str, Any], without: tuple[str, ...], found: set[tuple[str, str]]
) -> None:
    """ELG-08: unknown fields, huge numbers, other kinds of value, duplicates: each by its code and its place."""
    assert checked(changes, *without) == found


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("p.json", b'{"version": 1,\n  "author" "x"}', FileFault("unreadable", "2:12")),
        ("p.toml", b"version = 1\nauthor = x", FileFault("unreadable", "2:10")),
        ("p.json", b"\xff\xfe", FileFault("unreadable", ".")),
        ("p.json", b"[" * 100_000, FileFault("unreadable", ".")),
        ("p.json", b'{"version": 1, "version": 2}', FileFault("field_twice", "version")),
        ("p.json", b'{"version": ' + b"9" * 5_000 + b"}", FileFault("unreadable", ".")),
    ],
)
def test_what_cannot_be_read_says_where(name: str, content: bytes, fault: FileFault) -> None:
    """ELG-08: a file that is neither is no error of the program."""
    assert check(name, content).faults == (fault,)
    assert [each.code for each in check("p.json", b" " * 1_000_001).faults] == ["too_long"]


def test_every_fault_has_words_and_a_way_out_in_both_languages() -> None:
    """ELG-08, LNG-01: what is wrong, and what to do."""
    assert {*FAULTS, *FILE_FAULTS} == TO_DO.keys()
    fault = check("p.json", json.dumps({**PLAIN, "version": "1"}).encode()).faults[0]
    assert fault.sentence("fr") == "Valeur d'une autre sorte. Donnez un nombre entier."
    assert fault.sentence("en") == "Value of another kind. Give a whole number."
    for said in (*FAULTS.values(), *FILE_FAULTS.values(), *TO_DO.values()):
        assert said.fr
        assert said.en


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"targets": (Target("urgent", 5), Target("urgent", 6))}, Fault("target_twice", "urgent")),
        ({"targets": (Target("urgent"),)}, Fault("target_unclear", "targets.urgent")),
        ({"targets": (Target("urgent", 5, 1),)}, Fault("target_unclear", "targets.urgent")),
        ({"targets": (Target("urgent", working_days=61),)}, Fault("too_large", "targets.urgent")),
        ({"region": "CA-ZZ"}, Fault("calendar_unknown", "region")),
        ({"calendar": "ZZ"}, Fault("calendar_unknown", "calendar")),
        (
            {"in_force_until": a_policy().in_force_from.replace(year=2030)},
            Fault("nation_has_no_end", "in_force_until"),
        ),
        (
            {"region": "CA-QC", "in_force_until": a_policy().in_force_from},
            Fault("ends_before_it_begins", "in_force_until"),
        ),
        ({"refer": (REFER[0], REFER[0])}, Fault("refer_twice", REFER[0].need)),
        ({"refer": (Refer("food", "a", "b"),)}, Fault("refer_covered", "food")),
        ({"on_call_minutes": 0}, Fault("too_small", "on_call_minutes")),
        ({"closes_hour": 25}, Fault("too_large", "closes_hour")),
        ({"duplicate_window_days": 32}, Fault("too_large", "duplicate_window_days")),
        (
            {"categories": (CategoryRule(category="food", cap_cents=9, unit_cap_cents=0),)},
            Fault("cap_out_of_range", "food.unit_cap_cents"),
        ),
        (
            {"categories": (CategoryRule(category="food", cap_cents=9, further_person_cents=-1),)},
            Fault("too_small", "food.further_person_cents"),
        ),
        (
            {"self_issue": SelfIssue(1, 1, 100_000_001, 1)},
            Fault("too_large", "self_issue.per_organisation_cents"),
        ),
        ({"bands": (Band(1, 500), Band(1, 400), Band(2))}, Fault("bands_do_not_rise", "bands")),
    ],
)
def test_what_contradicts_itself(changes: dict[str, object], fault: Fault) -> None:
    """ELG-08, ELG-10, FND-16: the fields that came later are held to their bounds as the first ones are."""
    assert faults(a_policy(**changes)) == (fault,)


OLD = b"""{"version":3,"author":"F","in_force_from":"2024-01-01","categories":[{"category":"food","cap_cents":9,
"unit_cap_cents":null,"units_without_reason":null,"automatic_up_to_cents":0}],"bands":[{"approvers":1,"up_to_cents":null
}],"self_issue":{"per_case_cents":1,"per_pivot_cents":2,"per_organisation_cents":3,"review_within_days":4},"automatic":
{"per_pivot_cents":5,"per_organisation_cents":6},"targets":[{"urgency":"urgent","minutes":7}],"duplicate_window_days":8,
"payer_differs_above_cents":9,"new_payee_wait_hours":10,"opens_hour":8,"closes_hour":18}"""


def test_what_was_signed_before_stays_readable() -> None:
    """ELG-08: a document without the fields that came later has their defaults, and no fault."""
    policy = read(OLD)
    assert faults(policy) == ()
    assert (policy.region, policy.reviews.second_look_percent, policy.deadlines.earmark_days) == (
        None,
        10,
        30,
    )
    assert policy.refer == REFER
    far = read(OLD.replace(b'"duplicate_window_days":8', b'"duplicate_window_days":90'))
    assert faults(far) == (
        Fault("too_large", "duplicate_window_days"),
    )  # of a new version; the old one is read


def test_what_a_fund_is_not_for_is_shown_with_where_to_go() -> None:
    """FND-16: therapy, debts, training; and each category that this fund does not cover, never without a word."""
    few = a_policy(
        categories=(CategoryRule(category="food", cap_cents=9),),
        refer=(
            Refer("debts", "Dettes : la clinique.", "Debts: the clinic."),
            Refer("clothing", "Là.", "There."),
        ),
    )
    shown = coverage_of(few)
    assert [each.category for each in shown.covered] == ["food"]
    told = {each.need: (each.fr, each.en) for each in shown.refer}
    assert told["debts"] == ("Dettes : la clinique.", "Debts: the clinic.")
    assert told["clothing"] == ("Là.", "There.")
    assert told["documents"][1] == (
        "Documents: this fund does not cover this category. Ask another fund of the region."
    )
    assert set(told) == {"debts", *CATEGORIES} - {"food"}
    assert {"long_term_therapy", "debts", "training"} <= {each.need for each in coverage_of(a_policy()).refer}


def test_the_command_says_it_in_both_languages(tmp_path: Path) -> None:
    """ELG-08: an exit code for programs, words for people, one JSON document for either."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.json"
    good.write_text(EXAMPLES[0])
    bad.write_bytes(write(a_policy(bands=(Band(1, 100),))))
    runs = [CliRunner().invoke(main, ["policy", "check", str(file)]) for file in (good, bad)]
    assert [run.exit_code for run in runs] == [0, 1]
    assert "Cette politique tient : version" in runs[0].output
    assert "This policy holds: version" in runs[0].output
    assert runs[1].output == (
        "bands (tranches / bands): last_band_has_an_end\n"
        "  FR  La dernière tranche a une fin. Ôtez up_to_cents de la dernière tranche.\n"
        "  EN  The last band has an end. Take up_to_cents off the last band.\n"
    )
    told = json.loads(CliRunner().invoke(main, ["policy", "check", str(bad), "--json"]).output)
    assert (told["ok"], told["wrong"][0]["code"]) == (False, "last_band_has_an_end")
    simulated = CliRunner().invoke(main, ["policy", "simulate", str(bad)])
    assert (simulated.exit_code, simulated.output) == (1, runs[1].output)
    assert asdict(check("p.json", write(a_policy())))["faults"] == ()
    assert isinstance(check("p.json", write(a_policy())).policy, Policy)
