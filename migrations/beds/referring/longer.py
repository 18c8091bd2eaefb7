"""A stay that is made longer, with its reason (BED-11)."""

SQL = """
CREATE TABLE stay_extensions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    claim_id uuid NOT NULL REFERENCES claims (id),
    ended_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > ended_at),
    reason text NOT NULL CHECK (reason IN ('next_place_not_ready', 'travel', 'health', 'procedure', 'person_asks')),
    extended_by uuid,
    extended_at timestamptz NOT NULL DEFAULT relais.now(),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE INDEX stay_extensions_of_claim ON stay_extensions (claim_id);
ALTER TABLE stay_extensions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON stay_extensions TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON stay_extensions AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator', 'front_desk')));
GRANT SELECT, INSERT ON stay_extensions TO relais_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stay_extensions
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
"""
