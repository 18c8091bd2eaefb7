"""Agreements: five fields between a shelter and a partner, in force once both have said yes (OPS-02,
AGR-02)."""

SQL = """
CREATE TABLE bed_agreements (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    partner_organisation_id uuid NOT NULL REFERENCES organisations (id),
    shelter_key bigint NOT NULL,
    places smallint NOT NULL CHECK (places BETWEEN 1 AND 100),
    notice_hours smallint NOT NULL CHECK (notice_hours BETWEEN 0 AND 720),
    longest_hold_hours smallint NOT NULL CHECK (longest_hold_hours BETWEEN 1 AND 720),
    answer text NOT NULL CHECK (answer IN ('automatic', 'asked')),
    review_on date NOT NULL,
    state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'in_force', 'declined', 'ended')),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    ended_at timestamptz,
    CHECK (organisation_id <> partner_organisation_id),
    CHECK ((state = 'proposed') = (answered_at IS NULL)),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE UNIQUE INDEX bed_agreements_one_open ON bed_agreements (shelter_key, partner_organisation_id)
    WHERE state IN ('proposed', 'in_force');
CREATE INDEX bed_agreements_of_shelter ON bed_agreements (organisation_id, id);
CREATE INDEX bed_agreements_of_partner ON bed_agreements (partner_organisation_id, id);

ALTER TABLE bed_agreements ENABLE ROW LEVEL SECURITY;
CREATE POLICY two_sides ON bed_agreements FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation())
        OR partner_organisation_id = (SELECT relais.organisation()));
CREATE POLICY shelter_proposes ON bed_agreements FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND state = 'proposed');
CREATE POLICY lens ON bed_agreements TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON bed_agreements TO relais_app;
GRANT SELECT, UPDATE (state, answered_by, answered_at, ended_at) ON bed_agreements TO relais_lens;

-- The partner's click: nobody can say yes to their own proposal.
CREATE FUNCTION relais.answer_agreement(p_agreement uuid, p_yes boolean) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE bed_agreements SET state = CASE WHEN p_yes THEN 'in_force' ELSE 'declined' END,
        answered_by = relais.member(), answered_at = relais.now()
    WHERE id = p_agreement AND state = 'proposed' AND partner_organisation_id = relais.organisation()
    RETURNING organisation_id;
$$;

-- Either side ends an agreement; what it already holds stays held.
CREATE FUNCTION relais.end_agreement(p_agreement uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE bed_agreements SET state = 'ended', ended_at = relais.now(),
        answered_by = coalesce(answered_by, relais.member()), answered_at = coalesce(answered_at, relais.now())
    WHERE id = p_agreement AND state IN ('proposed', 'in_force')
        AND relais.organisation() IN (organisation_id, partner_organisation_id)
    RETURNING CASE WHEN relais.organisation() = organisation_id THEN partner_organisation_id ELSE organisation_id END;
$$;

-- The shelter's name, for the two sides of an agreement and nobody else.
CREATE FUNCTION relais.agreement_shelters()
RETURNS TABLE (agreement_id uuid, shelter_id uuid, shelter_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, s.id, s.name FROM bed_agreements a JOIN shelters s ON s.key = a.shelter_key
    WHERE relais.organisation() IN (a.organisation_id, a.partner_organisation_id);
$$;

ALTER FUNCTION relais.answer_agreement(uuid, boolean) OWNER TO relais_lens;
ALTER FUNCTION relais.end_agreement(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.agreement_shelters() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.answer_agreement(uuid, boolean), relais.end_agreement(uuid),
    relais.agreement_shelters() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.answer_agreement(uuid, boolean), relais.end_agreement(uuid),
    relais.agreement_shelters() TO relais_app;
"""
