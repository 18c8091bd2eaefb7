"""What came from which public file: so that reading it again changes nothing (AGR-06)."""

from migrations import script

revision = "0007_imports"
down_revision = "0006_trail"
branch_labels = None
depends_on = None

SQL = """
-- A source names an organisation by its name within a region, and a shelter by a natural key. The digest is that of the
-- row as last read: while it stays the same, nothing is touched, whatever people have changed here since. A row that
-- tells of an earlier moment than `as_of` is not news.
CREATE TABLE imported_organisations (
    source text NOT NULL,
    region text NOT NULL,
    name_key text NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    PRIMARY KEY (source, region, name_key)
);
CREATE TABLE imported_shelters (
    source text NOT NULL,
    source_key text NOT NULL,
    shelter_key bigint NOT NULL UNIQUE REFERENCES shelters (key),
    digest bytea,
    as_of timestamptz,
    PRIMARY KEY (source, source_key)
);

-- Only the operator, who owns the schema, imports: nobody else has a right to either table.
ALTER TABLE imported_organisations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON imported_organisations TO relais_app
    USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
ALTER TABLE imported_shelters ENABLE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    script(SQL)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
