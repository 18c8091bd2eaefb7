"""What a test needs and this machine has not."""

import os
from typing import NoReturn

import pytest


def lacking(sentence: str) -> NoReturn:
    """Says what is missing and leaves the test out; in CI, where nothing is left out, it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
