"""What an operator sees of the jobs: counters for Prometheus, and where a failure was, without its message."""

import traceback
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Counters:
    """The jobs' counters of one process."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.ticks = Counter(
            "relais_ticks_total", "Ticks by name and outcome", ["tick", "outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "relais_tick_seconds", "Time of a tick by name", ["tick"], registry=self.registry
        )
        self.work = Counter(
            "relais_tick_work_total", "Rows that ticks worked on", ["tick"], registry=self.registry
        )
        self.intentions = Counter(
            "relais_intentions_total",
            "Attempts by kind and outcome",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.due = Gauge("relais_outbox_due", "Intentions that are due", ["kind"], registry=self.registry)
        self.oldest = Gauge(
            "relais_outbox_oldest_seconds", "How long the oldest is due", ["kind"], registry=self.registry
        )
        self.stopped = Gauge(
            "relais_outbox_stopped", "Intentions that a person must look at", ["kind"], registry=self.registry
        )
        self.altered = Gauge(
            "relais_trail_altered",
            "Rows that the newest look at the log found not as recorded",
            registry=self.registry,
        )


def kind_of(error: BaseException) -> str:
    """What an error is; of several, how many and what the first is."""
    if isinstance(error, BaseExceptionGroup):
        return f"{len(error.exceptions)} × {kind_of(error.exceptions[0])}"
    return type(error).__name__


def where(error: BaseException) -> list[str]:
    """The innermost frames of ours in an error. Its message stays out of the log: it may quote a row (CNF-02).

    Of several that failed together, those of the first.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    return [f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}" for frame in ours[-4:]]
