"""A minute between "cancel" and the release, because a place that somebody else has taken cannot be asked back."""

SQL = """
-- From when on the operation's places are given back; empty while nobody asked for it, or took it back (OPS-18).
ALTER TABLE operations ADD COLUMN cancels_at timestamptz;
CREATE INDEX operations_cancelling ON operations (cancels_at)
    WHERE cancels_at IS NOT NULL AND state NOT IN ('closed', 'cancelled');
GRANT SELECT (cancels_at), UPDATE (cancels_at) ON operations TO relais_app;

-- Operations whose minute is over and that nobody restored.
CREATE FUNCTION relais.due_cancels(p_limit integer) RETURNS TABLE (operation_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.organisation_id FROM operations o
    WHERE o.cancels_at <= relais.now() AND o.state NOT IN ('closed', 'cancelled') ORDER BY o.id LIMIT p_limit;
$$;
ALTER FUNCTION relais.due_cancels(integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.due_cancels(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.due_cancels(integer) TO relais_worker;
"""
