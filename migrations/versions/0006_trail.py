"""The trail: the order of its leaves, the complete subtrees, signed checkpoints and where the sequencer stands."""

from migrations import script

revision = "0006_trail"
down_revision = "0005_fund"
branch_labels = None
depends_on = None

LOG = """
-- The place of each event in the log. The leaf is the hash of the stored bytes: it outlives the key that opens them.
CREATE TABLE trail_leaves (
    index bigint PRIMARY KEY CHECK (index >= 0),
    event_id bigint NOT NULL UNIQUE REFERENCES events,
    leaf bytea NOT NULL CHECK (length(leaf) = 32)
);

-- Roots of the complete subtrees of 256, 65536 … leaves: a proof reads a few hundred hashes, however long the log.
CREATE TABLE trail_nodes (
    height smallint NOT NULL CHECK (height > 0 AND height % 8 = 0),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (height, index)
);

CREATE TABLE trail_checkpoints (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    at timestamptz NOT NULL
);

-- One row, or none before the first event. Whoever holds the sequencer's advisory lock moves it on.
CREATE TABLE trail_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint NOT NULL CHECK (size >= 0),
    hashes bytea[] NOT NULL,
    last_xid xid8 NOT NULL,
    last_event_id bigint NOT NULL
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail_leaves
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON trail_leaves EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail_nodes
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON trail_nodes EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail_checkpoints
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON trail_checkpoints EXECUTE FUNCTION relais.refuse_change();
"""

RIGHTS = """
-- The log is the sequencer's. Members get proofs of what they may see through functions of their own, later.
ALTER TABLE trail_leaves ENABLE ROW LEVEL SECURITY;
ALTER TABLE trail_nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE trail_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE trail_state ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON trail_leaves TO relais_worker USING (true);
CREATE POLICY worker ON trail_nodes TO relais_worker USING (true);
CREATE POLICY worker ON trail_checkpoints TO relais_worker USING (true);
CREATE POLICY worker ON trail_state TO relais_worker USING (true);
GRANT SELECT, INSERT ON trail_leaves, trail_nodes, trail_checkpoints TO relais_worker;
GRANT SELECT, INSERT, UPDATE ON trail_state TO relais_worker;
"""


def upgrade() -> None:
    for part in (LOG, RIGHTS):
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
