"""The code book knows every code that PostgreSQL takes, in both languages (DAT-03)."""

import re
from typing import get_args

import asyncpg
import pytest

from service.cases.rules import AGE_BANDS, FORMS, GENDERS
from service.fund.policy.document.categories import CATEGORIES, Urgency
from service.reports.codebook.rules import CAUTION, CODE_BOOK, VERSION

LISTS = [
    ("gender", GENDERS),
    ("age_band", AGE_BANDS),
    ("form", FORMS),
    ("asked", CATEGORIES),
    ("payment.urgency", get_args(Urgency)),
]


@pytest.mark.parametrize(("dimension", "codes"), LISTS)
def test_every_code_of_a_list_is_defined(dimension: str, codes: tuple[str, ...]) -> None:
    """DAT-03: neither more nor fewer."""
    assert set(CODE_BOOK[dimension].codes) == set(codes)


CONSTRAINTS = [
    ("age_band", "cases", "age_band"),
    ("form", "cases", "forms"),
    ("unmet", "unmet_needs", "reason"),
    ("asked", "request_lines", "category"),
    ("payment.urgency", "fund_requests", "urgency"),
]


async def test_every_code_that_postgresql_takes_is_defined(superuser: asyncpg.Connection) -> None:
    """DAT-03: the checks of the tables that facts come from, and of the slips, name the code book's codes."""
    for dimension, table, column in CONSTRAINTS:
        assert await taken(superuser, table, column) == set(CODE_BOOK[dimension].codes)
    text = await superuser.fetchval(
        "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint WHERE conrelid = 'slips'::regclass"
    )
    for dimension in ("opened", "gender", "age_band", "form", "unmet"):
        assert set(CODE_BOOK[dimension].codes) <= set(re.findall(r"'([^']+)'::text", text))


async def taken(superuser: asyncpg.Connection, table: str, column: str) -> set[str]:
    """The codes in the check of one column alone."""
    rows = await superuser.fetch(
        """
        SELECT pg_get_constraintdef(c.oid) AS text FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
        WHERE c.contype = 'c' AND c.conrelid = $1::text::regclass AND a.attname = $2
        """,
        table,
        column,
    )
    return {code for row in rows for code in re.findall(r"'([^']+)'::text", row["text"])}


def test_not_determined_is_an_answer() -> None:
    """DAT-03: never dropped."""
    for dimension in ("gender", "age_band", "form"):
        assert "not_determined" in CODE_BOOK[dimension].codes


def test_every_word_stands_in_both_languages() -> None:
    """DAT-03, DAT-08, LNG-01: names, what is counted, meanings, and the fixed caution; the version has two parts."""
    for dimension in CODE_BOOK.values():
        for said in (dimension.said, dimension.counts, *(t.said for t in dimension.codes.values())):
            assert said.fr.strip()
            assert said.en.strip()
        for term in dimension.codes.values():
            assert term.means.fr.endswith(".")
            assert term.means.en.endswith(".")
    assert re.fullmatch(r"\d+\.\d+", VERSION)
    assert "jamais des personnes reconnues" in CAUTION.fr
    assert "not what exists" in CAUTION.en
