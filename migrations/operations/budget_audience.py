"""Who hears of an operation: its named investigators and its supervisor, by name; never their whole service
(OPS-11)."""

SQL = """
ALTER TABLE tellings ADD COLUMN members uuid[] NOT NULL DEFAULT '{}';
GRANT INSERT (at, topic, members, subject) ON tellings TO relais_lens;

-- Lets those whom an operation names look again. Nobody but the planner's code calls this.
CREATE FUNCTION relais.tell_operation(p_operation uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    INSERT INTO tellings (at, topic, members, subject)
    SELECT relais.now(), 'operation', array_agg(m.member_id ORDER BY m.member_id), p_operation
    FROM operation_members m WHERE m.operation_id = p_operation HAVING count(*) > 0;
$$;

-- After a shelter's answer: only when it changes what the operation's board shows.
CREATE FUNCTION relais.tell_of_request(p_request uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.tell_operation(r.operation_id) FROM operation_requests r
    WHERE r.id = p_request AND (r.told OR r.accepted > 0);
$$;

-- After a fact has displaced places.
CREATE FUNCTION relais.tell_of_places(p_places uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.tell_operation(o.operation_id) FROM (
        SELECT DISTINCT p.operation_id FROM places p WHERE p.id = ANY (p_places)) o;
$$;

-- After an arrival: only once the number is theirs to know.
CREATE FUNCTION relais.tell_of_arrival(p_operation uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.tell_operation(o.id) FROM operations o WHERE o.id = p_operation AND o.handed_over IS NOT NULL;
$$;

ALTER FUNCTION relais.tell_operation(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.tell_of_request(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.tell_of_places(uuid[]) OWNER TO relais_lens;
ALTER FUNCTION relais.tell_of_arrival(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.tell_operation(uuid), relais.tell_of_request(uuid), relais.tell_of_places(uuid[]),
    relais.tell_of_arrival(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.tell_operation(uuid), relais.tell_of_request(uuid), relais.tell_of_places(uuid[]),
    relais.tell_of_arrival(uuid) TO relais_planner;
"""
