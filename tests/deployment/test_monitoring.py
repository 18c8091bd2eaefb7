"""What watches Relais watches what is there: every metric, label and page that a panel or an alert names exists."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from api.observe import Metrics
from jobs.app import TICKS
from jobs.counters import Counters

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "deploy" / "monitoring"
yaml: Any = import_module("yaml")
MORE_TICKS = {"trail", "trail.watch", "fund.reconcile", "outbox", "retention.erase", "retention.mirror"}
"""Those that `jobs.app` makes of a process's own parts."""
OF_PROMETHEUS = {"up"}


def alerts() -> list[dict[str, Any]]:
    found = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))[
        "panels"
    ]
    return found


def expressions() -> Iterator[str]:
    """Everything that is asked of Prometheus."""
    yield from (alert["expr"] for alert in alerts())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def metrics() -> dict[str, set[str]]:
    """What a process shows, as Prometheus names it, with the labels of each."""
    registry: CollectorRegistry = Metrics().registry
    Counters(registry)
    found: dict[str, set[str]] = {}
    for collector in registry._collector_to_names:
        for name in registry._collector_to_names[collector]:
            found[name] = set(getattr(collector, "_labelnames", ()))
    return found


def test_every_metric_that_is_asked_for_exists() -> None:
    known = metrics()
    assert "relais_requests_total" in known
    asked = {name for one in expressions() for name in re.findall(r"\b(relais_\w+|up)\b(?!-)", one)}
    assert len(asked) >= 9
    assert asked - set(known) - OF_PROMETHEUS == set()
    unwatched = {
        name for name in known if name.endswith(("_total", "_bucket", "_due", "_stopped", "_oldest_seconds"))
    }
    assert unwatched - asked == set(), "a metric that no panel and no alert reads"


def test_every_label_that_is_asked_for_exists() -> None:
    known = metrics()
    for one in expressions():
        for name, selector in re.findall(r"(relais_\w+)\{([^}]*)\}", one):
            asked = set(re.findall(r"(\w+)(?==~?\"|!=)", selector))
            assert asked, one
            assert asked <= known[name], one


def test_every_value_of_a_label_exists() -> None:
    """A tick or an operation that is renamed would silence its alert."""
    ticks = {tick.name for tick in TICKS} | MORE_TICKS
    api = json.loads((PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    ids = {said["operationId"] for methods in api["paths"].values() for said in methods.values()}
    seen = set()
    for one in expressions():
        for label, value in re.findall(r"\b(tick|operation)!?=\"([^\"]+)\"", one):
            assert value in (ticks if label == "tick" else ids), one
            seen.add(value)
    assert {"trail", "messages.climb", "read_live"} <= seen


def test_every_alert_opens_a_page() -> None:
    names = [alert["alert"] for alert in alerts()]
    assert len(names) == len(set(names)) >= 10
    for alert in alerts():
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert alert["annotations"]["summary"].endswith(".")
        assert (PROJECT / alert["annotations"]["runbook"]).is_file(), alert["alert"]


def test_every_panel_is_described_and_on_its_own_place() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        assert panel["title"]
        assert panel["description"].endswith(".")
        at = panel["gridPos"]
        places = {
            (x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
        }
        assert not places & taken, panel["title"]
        assert all(x < 24 for x, _ in places)
        taken |= places
