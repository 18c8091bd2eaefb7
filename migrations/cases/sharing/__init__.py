"""The SQL of sharing (revision 0012), by noun: the circle of a case, the gate that every sharing passes, and what a
shelter reads while the person agrees."""

from migrations.cases.sharing import circle, exclusions, gate, limits, points, profile

PARTS: tuple[str, ...] = (
    circle.SQL,
    limits.SQL,
    exclusions.SQL,
    gate.SQL,
    points.SQL,
    profile.SQL,
)
