"""How the run itself is spread over its workers."""

import pytest


@pytest.mark.xdist_group("kept together")
def test_a_group_stays_on_one_worker(request: pytest.FixtureRequest) -> None:
    """What is made once for a group would otherwise be made once a worker (`tests.conftest._keep_with_its_group`)."""
    spread = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@kept together") is spread
