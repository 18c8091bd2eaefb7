"""Which places are held because a house said yes beyond its agreements: police knew each as asked for (OPS-05)."""

SQL = """
-- By what was promised last, whoever has arrived: the answer is the same before and after an arrival (OPS-14).
CREATE FUNCTION relais.held_by_favour(p_operation uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT last.place_id FROM (
        SELECT DISTINCT ON (r.place_id) r.place_id, r.agreement_id FROM reservations r
        WHERE r.operation_id = p_operation ORDER BY r.place_id, r.made_at DESC, r.shelter_key) last
    WHERE last.agreement_id IS NULL AND relais.names_me(p_operation);
$$;
ALTER FUNCTION relais.held_by_favour(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.held_by_favour(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.held_by_favour(uuid) TO relais_planner;
"""
