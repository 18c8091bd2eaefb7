"""The SQL of revision 0031_travelling, by noun, in the order that PostgreSQL needs."""

from migrations.fund.travelling import series

CLOSED = """
-- A line's rest that nobody waits for any more.
ALTER TABLE request_lines ADD COLUMN IF NOT EXISTS closed_cents bigint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS closed_by text;
"""

PARTS: tuple[str, ...] = (CLOSED, series.SQL)
