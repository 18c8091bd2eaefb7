"""How often a secret may be tried: counted by the database, so that it holds over any number of replicas."""

SQL = """
-- Whose bucket it is cannot be read from it: a keyed digest of an address, a device, a tablet or a source.
CREATE TABLE attempts (
    bucket bytea PRIMARY KEY CHECK (length(bucket) = 32),
    began_at timestamptz NOT NULL,
    taken integer NOT NULL CHECK (taken >= 0),
    locks integer NOT NULL DEFAULT 0 CHECK (locks >= 0),
    locked_until timestamptz,
    forget_at timestamptz NOT NULL
);
CREATE INDEX attempts_forget_at_idx ON attempts (forget_at);
ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON attempts TO relais_lens USING (true);
GRANT SELECT, INSERT, UPDATE ON attempts TO relais_lens;
CREATE POLICY worker ON attempts TO relais_worker USING (true);
GRANT SELECT (forget_at), DELETE ON attempts TO relais_worker;

-- Take an attempt before the secret is looked at: at most `most` within `span`, and the last of them locks the bucket
-- for the next of `rests` (the longest again and again). What is taken from a locked bucket is not to be judged.
CREATE FUNCTION relais.take_attempt(wanted bytea, at timestamptz, most integer, span interval, rests interval[])
    RETURNS TABLE (judged boolean, until timestamptz, times_locked integer)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    now attempts;
BEGIN
    INSERT INTO attempts AS a (bucket, began_at, taken, forget_at) VALUES (wanted, at, 1, at + interval '1 day')
    ON CONFLICT (bucket) DO UPDATE SET (began_at, taken, locks, locked_until, forget_at) = (
        SELECT CASE WHEN o.over THEN at ELSE a.began_at END,
            CASE WHEN o.over THEN 1 ELSE a.taken + 1 END,
            CASE WHEN a.forget_at <= at THEN 0 ELSE a.locks END,
            CASE WHEN o.over THEN NULL ELSE a.locked_until END,
            greatest(a.forget_at, at + interval '1 day')
        FROM (SELECT coalesce(a.locked_until <= at, a.began_at + span <= at) AS over) AS o)
    RETURNING a.* INTO now;
    IF now.taken = most THEN
        UPDATE attempts a SET locks = a.locks + 1,
            locked_until = at + rests[least(a.locks + 1, cardinality(rests))],
            forget_at = at + rests[least(a.locks + 1, cardinality(rests))] + interval '1 day'
        WHERE a.bucket = wanted RETURNING a.* INTO now;
    END IF;
    RETURN QUERY SELECT now.taken <= most, now.locked_until, now.locks;
END
$$;

-- Several at once, in the order of their buckets, so that two takers never wait for each other.
CREATE FUNCTION relais.take_attempts(buckets bytea[], at timestamptz, mosts integer[], spans interval[], rests jsonb)
    RETURNS TABLE (place bigint, judged boolean, until timestamptz, times_locked integer)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT w.place, t.judged, t.until, t.times_locked
    FROM (SELECT * FROM unnest(buckets, mosts, spans) WITH ORDINALITY AS u (bucket, most, span, place)
          ORDER BY u.bucket) AS w,
        LATERAL relais.take_attempt(w.bucket, at, w.most, w.span,
            ARRAY(SELECT r::interval FROM jsonb_array_elements_text(rests -> (w.place - 1)::integer) AS r)) AS t;
$$;

-- The secret was right: this attempt does not count, and if it was the one that locked, nothing is locked.
CREATE FUNCTION relais.give_back_attempt(wanted bytea, most integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE attempts a SET taken = greatest(least(a.taken, most) - 1, 0), locked_until = NULL,
        locks = a.locks - CASE WHEN a.locked_until IS NULL THEN 0 ELSE 1 END
    WHERE a.bucket = wanted;
$$;
ALTER FUNCTION relais.take_attempt(bytea, timestamptz, integer, interval, interval[]) OWNER TO relais_lens;
ALTER FUNCTION relais.take_attempts(bytea[], timestamptz, integer[], interval[], jsonb) OWNER TO relais_lens;
ALTER FUNCTION relais.give_back_attempt(bytea, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.take_attempt(bytea, timestamptz, integer, interval, interval[]),
    relais.take_attempts(bytea[], timestamptz, integer[], interval[], jsonb), relais.give_back_attempt(bytea, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.take_attempts(bytea[], timestamptz, integer[], interval[], jsonb),
    relais.give_back_attempt(bytea, integer) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.take_attempt(bytea, timestamptz, integer, interval, interval[]) TO relais_lens;
"""
