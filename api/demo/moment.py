"""The demo's clock, moved by scenarios and remembered between starts: a demo never goes back in time."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from service.clock import Clock, ShiftedClock
from service.settings import Settings


def _file(settings: Settings) -> Path:
    return settings.data / "demo_clock"


def recall(clock: Clock, settings: Settings) -> None:
    """Put the clock where the last start left it."""
    if isinstance(clock, ShiftedClock):
        with suppress(FileNotFoundError, ValueError):
            clock.offset = max(clock.offset, timedelta(seconds=int(_file(settings).read_text())))


def ahead(clock: Clock) -> timedelta:
    """How far it stands ahead of the machine's own."""
    return clock.offset if isinstance(clock, ShiftedClock) else timedelta(0)


def move(clock: Clock, settings: Settings, by: timedelta) -> None:
    """Move it forwards, and remember how far it is from the machine's own."""
    if isinstance(clock, ShiftedClock):
        clock.advance(by)
        fresh = _file(settings).with_suffix(".new")
        fresh.write_text(str(round(clock.offset.total_seconds())))
        fresh.replace(_file(settings))
