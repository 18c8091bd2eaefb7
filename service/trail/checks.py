"""Invariants of the log that SQL alone can see; signatures, roots and contents are `relais trail verify`'s (FND-09)."""

from service.checks import Check

EVENTS = "SELECT count(*) FROM events"
LEAVES = "SELECT count(*) FROM trail_leaves"

CHECKS = (
    Check(
        "each leaf of the log is the hash of its event's stored bytes",
        r"""
        SELECT format('leaf %s, event %s', l.index, l.event_id)
        FROM trail_leaves l LEFT JOIN events e ON e.id = l.event_id
        WHERE l.leaf IS DISTINCT FROM sha256('\x00'::bytea || e.record)
        """,
        LEAVES,
    ),
    Check(
        "the log's places are consecutive, in the order of transactions",
        """
        SELECT format('leaf %s', index)
        FROM (SELECT l.index, lag(l.index, 1, -1) OVER o AS before, e.xid, e.id, lag(e.xid) OVER o AS xid_before,
                     lag(e.id) OVER o AS id_before
              FROM trail_leaves l JOIN events e ON e.id = l.event_id WINDOW o AS (ORDER BY l.index)) AS places
        WHERE index <> before + 1 OR (xid, id) <= (xid_before, id_before)
        """,
        LEAVES,
    ),
    Check(
        "every event before the sequencer's place is in the log",
        """
        SELECT format('event %s', e.id)
        FROM trail_state s JOIN events e ON (e.xid, e.id) <= (s.last_xid, s.last_event_id)
        WHERE NOT EXISTS (SELECT FROM trail_leaves l WHERE l.event_id = e.id)
        """,
        EVENTS,
    ),
    Check(
        "the log is as long as the sequencer says, and no checkpoint is longer",
        """
        SELECT format('%s leaves, %s: %s', l.count, s.what, s.size)
        FROM (SELECT count(*) FROM trail_leaves) AS l,
             (SELECT 'sequencer' AS what, coalesce(max(size), 0) AS size FROM trail_state
              UNION ALL SELECT 'checkpoints', max(size) FROM trail_checkpoints) AS s
        WHERE CASE s.what WHEN 'checkpoints' THEN s.size > l.count ELSE s.size <> l.count END
        """,
        "SELECT count(*) FROM trail_checkpoints",
    ),
    Check(
        "every complete subtree of 256 leaves is kept",
        """
        SELECT format('%s subtrees of height 8 over %s leaves', n.count, l.count)
        FROM (SELECT count(*) FROM trail_nodes WHERE height = 8) AS n, (SELECT count(*) FROM trail_leaves) AS l
        WHERE n.count <> l.count / 256
        """,
        "SELECT count(*) FROM trail_nodes",
    ),
    Check(
        "every event is sealed under a key that is kept, or destroyed on record",
        """
        SELECT format('event %s', e.id) FROM events e
        WHERE length(e.record) < 45 OR get_byte(e.record, 0) NOT IN (1, 2) OR NOT EXISTS (
            SELECT FROM vault.data_keys k WHERE uuid_send(k.id) = substring(e.record FROM 2 FOR 16))
        """,
        EVENTS,
    ),
)
