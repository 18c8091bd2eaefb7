"""The benchmark table of `docs/benchmarks.md`: what was measured, beside what it is measured against."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line: a name, what was seen, what it should reach, and whether it does."""

    name: str
    what: str
    seen: str
    reach: str
    reached: bool
    limited_by: str = ""


def rendered(figures: list[Figure], machine: str, loads: list[float]) -> str:
    """The table in Markdown. `loads` are the machine's load averages before, between and after."""
    busy = ", ".join(f"{load:.1f}" for load in loads)
    lines = [
        f"Measured on {machine}; load average of the last minute before, between and after: {busy}.",
        "Ratios compare two servers in one run; milliseconds are p50/p95/p99.",
        "",
        "| | what | seen | to reach | |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {f.name} | {f.what} | {f.seen} | {f.reach} | {'reached' if f.reached else 'not yet'} |"
        for f in figures
    ]
    missed = [f for f in figures if not f.reached]
    if missed:
        lines += ["", "What limits those not reached yet:", ""]
        lines += [f"- {f.name}, {f.what}: {f.limited_by}" for f in missed]
    return "\n".join(lines) + "\n"
