"""The demo's clock goes forwards only, and remembers how far."""

from datetime import timedelta
from pathlib import Path

import pytest

from api.demo import moment
from service.clock import ShiftedClock, SystemClock
from service.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="demo", data=tmp_path)


def test_a_move_is_remembered_by_the_next_start(settings: Settings) -> None:
    first, second = ShiftedClock(), ShiftedClock()
    moment.move(first, settings, timedelta(minutes=90))
    moment.move(first, settings, timedelta(minutes=30))
    moment.recall(second, settings)
    assert second.offset == moment.ahead(second) == timedelta(hours=2)
    assert moment.ahead(SystemClock()) == timedelta(0)


def test_recalling_never_goes_back(settings: Settings) -> None:
    moment.move(ShiftedClock(), settings, timedelta(minutes=1))
    clock = ShiftedClock(timedelta(days=1))
    moment.recall(clock, settings)
    assert clock.offset == timedelta(days=1)


@pytest.mark.parametrize("kept", [None, "", "soon"])
def test_without_a_memory_it_is_now(settings: Settings, kept: str | None) -> None:
    if kept is not None:
        (settings.data / "demo_clock").write_text(kept)
    clock = ShiftedClock()
    moment.recall(clock, settings)
    assert clock.offset == timedelta(0)
