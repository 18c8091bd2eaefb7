"""A question climbs in the name of whoever asks it: nobody asks for others, and nobody moves the end of another's."""

SQL = """
CREATE OR REPLACE FUNCTION relais.climb(p_kind text, p_subject uuid, p_organisation uuid, p_duty text,
    p_until timestamptz, p_region text, p_shelter uuid, p_each interval, p_code text, p_asked_by uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    -- A trigger speaks for the row that it stands on; a statement of the application for its own organisation.
    IF pg_trigger_depth() = 0 AND p_asked_by IS DISTINCT FROM relais.organisation() THEN
        RAISE EXCEPTION 'a question is asked in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO askings AS a (kind, subject, organisation_id, duty, shelter_key, region, asked_by, code, each,
        opened_at, until, due_at)
    VALUES (p_kind, p_subject, p_organisation, p_duty,
        (SELECT s.key FROM shelters s WHERE s.id = p_shelter AND s.organisation_id = p_organisation), p_region,
        p_asked_by, p_code, p_each, relais.now(), p_until, relais.now())
    ON CONFLICT (kind, subject) WHERE outcome IS NULL DO UPDATE
        SET until = excluded.until, due_at = CASE WHEN a.number > 0 AND a.next_rung IS NULL THEN excluded.until
            ELSE least(a.due_at, excluded.until) END
        WHERE a.until <> excluded.until AND a.organisation_id = excluded.organisation_id
            AND (pg_trigger_depth() > 0 OR a.asked_by = excluded.asked_by);
END $$;
"""
