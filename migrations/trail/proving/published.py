"""What leaves the house of the log: for auditors, the checkpoint of the hour, and the hashes that prove under it."""

SQL = """
CREATE POLICY lens ON trail_leaves FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON trail_nodes FOR SELECT TO relais_lens USING (true);
GRANT SELECT (index, leaf) ON trail_leaves TO relais_lens;
GRANT SELECT ON trail_nodes TO relais_lens;
GRANT SELECT (note) ON trail_checkpoints TO relais_lens;
CREATE INDEX trail_leaves_leaf ON trail_leaves USING hash (leaf);

-- The newest checkpoint that was signed before this hour began: how much happens in a minute is information too.
CREATE FUNCTION relais.published_checkpoint() RETURNS TABLE (size bigint, note text, at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT k.size, k.note, k.at FROM trail_checkpoints k
    WHERE relais.member() IS NOT NULL AND relais.holds('auditor')
        AND k.at < date_trunc('hour', relais.now(), 'UTC')
    ORDER BY k.size DESC LIMIT 1
$$;

-- The hashes of some nodes under it: of leaves (height 0) and of complete subtrees of 256, 65536 and so on.
CREATE FUNCTION relais.trail_hashes(p_heights smallint[], p_starts bigint[], p_untils bigint[])
    RETURNS TABLE (place integer, hash bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH wanted AS MATERIALIZED (
        SELECT CAST(w.place AS integer) AS place, w.height, w.start, w.until
        FROM relais.published_checkpoint() p, unnest(p_heights, p_starts, p_untils)
            WITH ORDINALITY AS w(height, start, until, place)
        WHERE w.until <= p.size >> w.height AND w.until - w.start <= 256 AND w.place <= 128)
    SELECT f.place, f.hash FROM (
        SELECT w.place, l.index, l.leaf AS hash FROM wanted w
            JOIN trail_leaves l ON w.height = 0 AND l.index >= w.start AND l.index < w.until
        UNION ALL
        SELECT w.place, n.index, n.hash FROM wanted w
            JOIN trail_nodes n ON n.height = w.height AND n.index >= w.start AND n.index < w.until) f
    ORDER BY f.place, f.index
$$;

-- Where a record stands whose hash the auditor has: somebody gave them its bytes.
CREATE FUNCTION relais.place_of_leaf(p_leaf bytea) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT min(l.index) FROM relais.published_checkpoint() p JOIN trail_leaves l ON l.leaf = p_leaf AND l.index < p.size
$$;
ALTER FUNCTION relais.published_checkpoint() OWNER TO relais_lens;
ALTER FUNCTION relais.trail_hashes(smallint[], bigint[], bigint[]) OWNER TO relais_lens;
ALTER FUNCTION relais.place_of_leaf(bytea) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.published_checkpoint(), relais.trail_hashes(smallint[], bigint[], bigint[]),
    relais.place_of_leaf(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.published_checkpoint(), relais.trail_hashes(smallint[], bigint[], bigint[]),
    relais.place_of_leaf(bytea) TO relais_app;
"""
