"""Every leaf and every past of every tree of up to 1,000 leaves: half a million pairs of each."""

import pytest

from tests.service.trail.test_every_size import MOST, check_consistency, check_inclusion


@pytest.mark.soak
def test_every_leaf_and_every_past_of_every_size() -> None:
    """FND-09: no size below a thousand has a leaf, or an older tree, that proves otherwise than RFC 6962 says."""
    for size in range(1, MOST + 1):
        for place in range(size):
            check_inclusion(place, size)
            check_consistency(place + 1, size)
