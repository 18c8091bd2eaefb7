"""Names become numbers, once; what only looks like a name is left alone."""

import pytest

from service.store.statements import sql


def test_a_name_is_a_number_and_twice_the_same() -> None:
    found = sql("SELECT :b, CAST(:a AS uuid), :b::text")
    assert found.text == "SELECT $1, CAST($2 AS uuid), $1::text"
    assert found.arguments({"a": 1, "b": 2}) == [2, 1]


def test_casts_and_times_are_no_names() -> None:
    found = sql("SELECT now()::date, TIME '12:30', '{}'::jsonb")
    assert (found.text, found.names) == ("SELECT now()::date, TIME '12:30', '{}'::jsonb", ())


def test_each_parameter_has_its_value_and_each_value_its_parameter() -> None:
    with pytest.raises(KeyError):
        sql("SELECT :a").arguments({})
    with pytest.raises(TypeError, match="no parameter"):
        sql("SELECT :a").arguments({"a": 1, "b": 2})
