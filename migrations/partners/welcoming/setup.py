"""What an administrator of a network is told of its setting up: who is there, and what of theirs has begun (PIV-10)."""

SQL = """
-- Per organisation of one's networks: how many people, and whether it has begun. No house, no bed, no amount, no rule:
-- only that there is one (POL-03). Agreements are told for all at once: which house has one is nobody else's to know.
CREATE FUNCTION relais.network_setup()
    RETURNS TABLE (id uuid, name text, kind text, accredited_until date, members integer, invited integer,
        keepers integer, has_number boolean, has_roster boolean, has_house boolean, has_envelope boolean,
        policy text, has_agreements boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH theirs AS MATERIALIZED (
        SELECT o.id, o.name, o.kind, o.accredited_until, o.duty_number IS NOT NULL AS answers FROM organisations o
        WHERE relais.member() IS NOT NULL AND relais.holds('network_administrator')
            AND o.id = ANY (ARRAY (SELECT relais.around_me())) AND relais.administers(relais.member(), o.id)),
    agreed AS MATERIALIZED (
        SELECT EXISTS (SELECT FROM theirs t JOIN bed_agreements a ON a.organisation_id = t.id
            WHERE a.state = 'in_force') AS yes)
    SELECT t.id, t.name, t.kind, t.accredited_until,
        (SELECT count(*)::integer FROM members m WHERE m.organisation_id = t.id AND relais.is_active(m.id)),
        (SELECT count(*)::integer FROM invitations i WHERE i.organisation_id = t.id AND i.accepted_at IS NULL
            AND i.ended_at IS NULL),
        (SELECT count(*)::integer FROM members m WHERE m.organisation_id = t.id AND relais.keeps(m.id, t.id)),
        t.answers,
        EXISTS (SELECT FROM rosters r WHERE r.organisation_id = t.id),
        EXISTS (SELECT FROM shelters s WHERE s.organisation_id = t.id AND s.published),
        EXISTS (SELECT FROM envelopes e WHERE e.organisation_id = t.id),
        CASE WHEN EXISTS (SELECT FROM policies p WHERE p.organisation_id = t.id AND 1 < (
                SELECT count(*) FROM policy_signatures g WHERE g.policy_id = p.id)) THEN 'signed'
            WHEN EXISTS (SELECT FROM policies p WHERE p.organisation_id = t.id) THEN 'one' ELSE 'none' END,
        (SELECT yes FROM agreed)
    FROM theirs t ORDER BY t.name, t.id LIMIT 500
$$;
ALTER FUNCTION relais.network_setup() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.network_setup() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.network_setup() TO relais_app;
"""
