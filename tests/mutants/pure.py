"""A pytest plugin for the runs under mutation: pure tests only, the quickest first, without chance."""

import pytest
from hypothesis import Phase, settings
from mutmut.state import state

# Whoever notices a mutant has done enough: looking for the smallest example would cost seconds each time.
settings.register_profile(
    "mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("mutants")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs PostgreSQL: a rule that only the database can test is not pure."""
    pure = [item for item in items if "server" not in getattr(item, "fixturenames", ())]
    durations = state().duration_by_test
    config.hook.pytest_deselected(items=[item for item in items if item not in pure])
    items[:] = sorted(pure, key=lambda item: durations.get(item.nodeid, 0.0))
