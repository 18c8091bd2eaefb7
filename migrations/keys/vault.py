"""Data keys come and go by narrow functions alone: made once, wrapped anew by a rotation, destroyed by an erasure."""

SQL = """
DO $$
BEGIN
    -- Its own role: no function of another room has a right on keys.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relais_vault') THEN
        CREATE ROLE relais_vault NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN unique_violation OR duplicate_object THEN
    NULL;  -- roles belong to the whole server: another database of it was faster
END
$$;

-- Generations of root keys that nothing may be wrapped under any more.
CREATE TABLE vault.retired_roots (
    root_key_id text PRIMARY KEY,
    retired_at timestamptz NOT NULL
);
CREATE INDEX data_keys_root_key_id ON vault.data_keys (root_key_id, id) WHERE wrapped IS NOT NULL;
ALTER TABLE vault.data_keys ADD CONSTRAINT data_keys_of_their_root CHECK (starts_with(root_key_id, root || '-'));

REVOKE ALL ON vault.data_keys FROM relais_app, relais_worker;
GRANT USAGE ON SCHEMA vault, relais, public TO relais_vault;
GRANT EXECUTE ON FUNCTION relais.now(), relais.refuse_change() TO relais_vault;
GRANT SELECT, INSERT ON vault.data_keys, vault.retired_roots TO relais_vault;
GRANT UPDATE (root_key_id, wrapped, destroyed_at) ON vault.data_keys TO relais_vault;

-- A key is whose it is for good. It is wrapped anew under another root key, or destroyed once; nothing else happens
-- to it, whoever asks.
CREATE FUNCTION vault.key_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.destroyed_at IS NULL
        AND (NEW.id, NEW.root, NEW.subject, NEW.created_at, NEW.created_in)
            = (OLD.id, OLD.root, OLD.subject, OLD.created_at, OLD.created_in)
        AND ((NEW.destroyed_at IS NULL AND NEW.root_key_id <> OLD.root_key_id AND NEW.wrapped <> OLD.wrapped)
            OR (NEW.destroyed_at IS NOT NULL AND NEW.root_key_id = OLD.root_key_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a data key is wrapped anew or destroyed' USING ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = 'data_keys_kept', TABLE = 'data_keys';
END
$$;
CREATE TRIGGER is_kept BEFORE UPDATE ON vault.data_keys FOR EACH ROW EXECUTE FUNCTION vault.key_is_kept();
CREATE TRIGGER append_only BEFORE DELETE ON vault.data_keys FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON vault.data_keys EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON vault.retired_roots
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();

-- `settled`: no transaction that could still be undone can have written it.
CREATE TYPE vault.wrapped_key AS (id uuid, root text, subject uuid, root_key_id text, wrapped bytea,
    destroyed_at timestamptz, settled boolean);

CREATE FUNCTION vault.keys_by_id(p_ids uuid[]) RETURNS SETOF vault.wrapped_key
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
    SELECT k.id, k.root, k.subject, k.root_key_id, k.wrapped, k.destroyed_at,
        k.created_in < pg_snapshot_xmin(pg_current_snapshot())
    FROM vault.data_keys k WHERE k.id = ANY (p_ids);
$$;

-- The key of a subject, added if there is none; of two who add it, the second waits and finds the first one's.
CREATE FUNCTION vault.find_or_add(p_id uuid, p_root text, p_subject uuid, p_root_key_id text, p_wrapped bytea)
RETURNS SETOF vault.wrapped_key
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM vault.data_keys k WHERE k.root = p_root AND k.subject = p_subject) THEN
        -- Whoever retires this root key waits for this transaction, or this one sees that it is retired.
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('relais root ' || p_root_key_id, 0));
        IF EXISTS (SELECT FROM vault.retired_roots r WHERE r.root_key_id = p_root_key_id) THEN
            RAISE EXCEPTION 'the root key % is retired', p_root_key_id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'data_keys_root_in_use';
        END IF;
        INSERT INTO vault.data_keys (id, root, subject, root_key_id, wrapped)
        VALUES (p_id, p_root, p_subject, p_root_key_id, p_wrapped) ON CONFLICT (root, subject) DO NOTHING;
    END IF;
    RETURN QUERY SELECT k.id, k.root, k.subject, k.root_key_id, k.wrapped, k.destroyed_at,
        k.created_in < pg_snapshot_xmin(pg_current_snapshot())
    FROM vault.data_keys k WHERE k.root = p_root AND k.subject = p_subject;
END $$;

-- What is still wrapped under another generation of a root than this one.
CREATE FUNCTION vault.not_under(p_root text, p_root_key_id text, p_limit integer) RETURNS SETOF vault.wrapped_key
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
    SELECT k.id, k.root, k.subject, k.root_key_id, k.wrapped, k.destroyed_at, true
    FROM vault.data_keys k
    WHERE k.root = p_root AND k.root_key_id <> p_root_key_id AND k.wrapped IS NOT NULL
    ORDER BY k.root_key_id, k.id LIMIT p_limit;
$$;

-- Puts new wrappings in the place of those that were read, unless somebody was faster. Answers how many it put.
CREATE FUNCTION vault.rewrap(p_root_key_id text, p_ids uuid[], p_were bytea[], p_wrapped bytea[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
DECLARE done integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('relais root ' || p_root_key_id, 0));
    UPDATE vault.data_keys k SET root_key_id = p_root_key_id, wrapped = n.wrapped
    FROM unnest(p_ids, p_were, p_wrapped) AS n (id, was, wrapped)
    WHERE k.id = n.id AND k.wrapped = n.was
        AND NOT EXISTS (SELECT FROM vault.retired_roots r WHERE r.root_key_id = p_root_key_id);
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;

-- Retires a generation under which nothing is wrapped any more; answers how many still are (0: it is retired).
CREATE FUNCTION vault.retire_root(p_root_key_id text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
DECLARE left_over integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('relais root ' || p_root_key_id, 0));
    SELECT count(*) INTO left_over FROM vault.data_keys k
        WHERE k.root_key_id = p_root_key_id AND k.wrapped IS NOT NULL;
    IF left_over = 0 THEN
        INSERT INTO vault.retired_roots (root_key_id, retired_at) VALUES (p_root_key_id, relais.now())
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN left_over;
END $$;

-- An erasure: what was sealed under this key is never read again. Answers whether there was one to destroy.
CREATE FUNCTION vault.destroy_key(p_root text, p_subject uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
BEGIN
    UPDATE vault.data_keys k SET wrapped = NULL, destroyed_at = relais.now()
    WHERE k.root = p_root AND k.subject = p_subject AND k.destroyed_at IS NULL;
    RETURN FOUND;
END $$;

ALTER FUNCTION vault.keys_by_id(uuid[]) OWNER TO relais_vault;
ALTER FUNCTION vault.find_or_add(uuid, text, uuid, text, bytea) OWNER TO relais_vault;
ALTER FUNCTION vault.not_under(text, text, integer) OWNER TO relais_vault;
ALTER FUNCTION vault.rewrap(text, uuid[], bytea[], bytea[]) OWNER TO relais_vault;
ALTER FUNCTION vault.retire_root(text) OWNER TO relais_vault;
ALTER FUNCTION vault.destroy_key(text, uuid) OWNER TO relais_vault;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
-- The owner of the schema reads the trail with the operator's commands.
GRANT EXECUTE ON FUNCTION vault.keys_by_id(uuid[]), vault.find_or_add(uuid, text, uuid, text, bytea)
    TO relais_app, relais_worker, CURRENT_USER;
GRANT EXECUTE ON FUNCTION vault.not_under(text, text, integer), vault.rewrap(text, uuid[], bytea[], bytea[]),
    vault.retire_root(text), vault.destroy_key(text, uuid) TO relais_worker, CURRENT_USER;
"""
