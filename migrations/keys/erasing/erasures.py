"""The erasures: begun, written down outside of the database, carried out (CNF-11)."""

from migrations.keys.erasing.eraser import OF_A_CASE

TABLE = """
CREATE TABLE erasures (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL CHECK (kind IN ('case', 'operation', 'referral', 'request', 'incident')),
    -- What was erased, by an identifier that names nothing any more.
    subject uuid NOT NULL,
    organisation_id uuid REFERENCES organisations,
    why text NOT NULL CHECK (why IN ('period', 'asked', 'replayed')),
    proposal_id uuid UNIQUE REFERENCES proposals,
    begun_at timestamptz NOT NULL,
    done_at timestamptz,
    keys integer CHECK (keys >= 0),
    CONSTRAINT erasures_once UNIQUE (kind, subject),
    CONSTRAINT erasures_asked_by_two CHECK ((why = 'asked') = (proposal_id IS NOT NULL)),
    CHECK ((done_at IS NULL) = (keys IS NULL))
);
CREATE INDEX erasures_open ON erasures (begun_at) WHERE done_at IS NULL;
CREATE FUNCTION relais.erasure_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.done_at IS NOT NULL
       OR (to_jsonb(NEW) - ARRAY['done_at', 'keys']) <> (to_jsonb(OLD) - ARRAY['done_at', 'keys']) THEN
        RAISE EXCEPTION 'an erasure is not taken back' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'erasures_only_end', TABLE = 'erasures';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_ends BEFORE UPDATE OR DELETE ON erasures
    FOR EACH ROW EXECUTE FUNCTION relais.erasure_only_ends();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON erasures EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY eraser ON erasures TO relais_eraser USING (true);
GRANT SELECT, INSERT, UPDATE (done_at, keys) ON erasures TO relais_eraser;
CREATE POLICY worker ON erasures FOR SELECT TO relais_worker USING (true);
GRANT SELECT ON erasures TO relais_worker;
"""

BLOCKS = """
-- What keeps a case from being erased, the first to be settled first: promises between organisations that stand on it.
CREATE FUNCTION relais.blocks_of(p_case uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT FROM sharings h JOIN referrals r ON r.id = h.subject AND h.what = 'referral'
                WHERE h.case_id = p_case AND r.state IN ('asked', 'awaiting_self_call', 'held', 'confirmed'))
            THEN 'open_referral' END,
        CASE WHEN EXISTS (SELECT FROM sharings h JOIN referrals r ON r.id = h.subject AND h.what = 'referral'
                WHERE h.case_id = p_case AND r.state = 'arrived')
            OR EXISTS (SELECT FROM placements p JOIN claims c ON c.id = p.claim_id
                JOIN claims l ON l.id = c.id OR l.place_id = c.place_id OR l.referral_id = c.referral_id
                WHERE p.case_id = p_case AND l.kind = 'stay' AND l.state = 'live')
            THEN 'current_stay' END,
        CASE WHEN EXISTS (SELECT FROM request_cases k JOIN request_lines l ON l.request_id = k.request_id
                WHERE k.case_id = p_case
                    AND l.state IN ('submitted', 'approved', 'partly_approved', 'paying', 'failed'))
            THEN 'unpaid_promise' END], NULL)
$$;
"""

BEGINNING = """
CREATE FUNCTION relais.refuse_erasure(p_why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'not erased: %', p_why USING ERRCODE = 'check_violation', CONSTRAINT = 'erasures_' || p_why,
        TABLE = 'erasures';
END
$$;

-- Begins the erasure of a case, if nothing stands in its way; from then on nobody finds it. Whoever writes to it at the
-- same moment waits here, and then finds nothing to write to.
CREATE FUNCTION relais.begin_case_erasure(p_case uuid, p_proposal uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    its uuid;
    last timestamptz;
    blocks text[];
    made uuid;
BEGIN
    SELECT c.organisation_id, c.last_activity_at INTO its, last FROM cases c
    WHERE c.id = p_case AND c.erasing_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM relais.refuse_erasure('no_case');
    ELSIF p_proposal IS NULL AND last + relais.kept_for('case') > relais.now() THEN
        PERFORM relais.refuse_erasure('not_due');
    END IF;
    blocks := relais.blocks_of(p_case);
    IF cardinality(blocks) > 0 THEN
        PERFORM relais.refuse_erasure(blocks[1]);
    END IF;
    UPDATE cases c SET erasing_at = relais.now() WHERE c.id = p_case;
    INSERT INTO erasures (kind, subject, organisation_id, why, proposal_id, begun_at)
    VALUES ('case', p_case, its, CASE WHEN p_proposal IS NULL THEN 'period' ELSE 'asked' END, p_proposal, relais.now())
    RETURNING id INTO made;
    RETURN made;
END
$$;

CREATE FUNCTION relais.referral_is_due(r referrals) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.state IN ('left', 'declined', 'refused_at_door', 'lapsed', 'withdrawn')
        AND greatest(r.asked_at, r.answered_at, r.arrived_at, r.left_at) <= relais.now() - relais.kept_for('referral')
        AND NOT EXISTS (SELECT FROM sharings h WHERE h.what = 'referral' AND h.subject = r.id)
        AND NOT EXISTS (SELECT FROM erasures e WHERE e.kind = 'referral' AND e.subject = r.id)
$$;
CREATE FUNCTION relais.request_is_due(p_request uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM request_lines l WHERE l.request_id = p_request
            AND l.state IN ('submitted', 'approved', 'partly_approved', 'paying', 'failed'))
        AND NOT EXISTS (SELECT FROM request_cases k WHERE k.request_id = p_request)
        AND NOT EXISTS (SELECT FROM events e WHERE e.subject = p_request
            AND e.at > relais.now() - relais.kept_for('request'))
        AND NOT EXISTS (SELECT FROM erasures e WHERE e.kind = 'request' AND e.subject = p_request)
$$;

CREATE FUNCTION relais.operation_is_due(o operations) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT o.state IN ('closed', 'cancelled') AND o.closed_at <= relais.now() - relais.kept_for('operation')
        AND NOT EXISTS (SELECT FROM erasures e WHERE e.kind = 'operation' AND e.subject = o.id)
$$;
CREATE FUNCTION relais.incident_is_due(p_incident uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT max(i.known_on) <= (relais.now() - relais.kept_for('incident'))::date FROM incidents i
    WHERE i.incident_id = p_incident
        AND NOT EXISTS (SELECT FROM erasures e WHERE e.kind = 'incident' AND e.subject = p_incident)
$$;

-- What time has made due, the oldest first: cases without activity, referrals that belong to no case, requests for
-- money whose statutory years are over.
CREATE FUNCTION relais.erasures_due(p_limit integer) RETURNS TABLE (kind text, id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    (SELECT 'case', c.id, c.organisation_id FROM cases c
        WHERE c.last_activity_at <= relais.now() - relais.kept_for('case') AND c.erasing_at IS NULL
            AND cardinality(relais.blocks_of(c.id)) = 0
        ORDER BY c.last_activity_at, c.id LIMIT p_limit)
    UNION ALL
    (SELECT 'referral', r.id, r.organisation_id FROM referrals r
        WHERE r.asked_at <= relais.now() - relais.kept_for('referral') AND relais.referral_is_due(r)
        ORDER BY r.asked_at, r.id LIMIT p_limit)
    UNION ALL
    (SELECT 'request', q.id, q.fund_organisation_id FROM fund_requests q
        WHERE q.submitted_at <= relais.now() - relais.kept_for('request') AND relais.request_is_due(q.id)
        ORDER BY q.submitted_at, q.id LIMIT p_limit)
    UNION ALL
    (SELECT 'operation', o.id, o.organisation_id FROM operations o WHERE relais.operation_is_due(o)
        ORDER BY o.closed_at, o.id LIMIT p_limit)
    UNION ALL
    (SELECT 'incident', i.incident_id, i.organisation_id FROM incidents i
        WHERE i.version = 1 AND relais.incident_is_due(i.incident_id)
        ORDER BY i.known_on, i.incident_id LIMIT p_limit)
    LIMIT p_limit
$$;
-- Begins one of those that time has made due; nothing, when it is not (any more).
CREATE FUNCTION relais.begin_erasure(p_kind text, p_subject uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    its uuid;
    made uuid;
BEGIN
    IF relais.member() IS NOT NULL THEN
        PERFORM relais.refuse_erasure('not_due');  -- time makes due, nobody else
    ELSIF p_kind = 'case' THEN
        RETURN relais.begin_case_erasure(p_subject, NULL);
    ELSIF p_kind = 'referral' THEN
        SELECT r.organisation_id INTO its FROM referrals r WHERE r.id = p_subject AND relais.referral_is_due(r);
    ELSIF p_kind = 'operation' THEN
        SELECT o.organisation_id INTO its FROM operations o WHERE o.id = p_subject AND relais.operation_is_due(o);
    ELSIF p_kind = 'incident' THEN
        SELECT i.organisation_id INTO its FROM incidents i
        WHERE i.incident_id = p_subject AND relais.incident_is_due(p_subject) LIMIT 1;
    ELSE
        SELECT q.fund_organisation_id INTO its FROM fund_requests q
        WHERE q.id = p_subject AND relais.request_is_due(q.id);
    END IF;
    INSERT INTO erasures (kind, subject, organisation_id, why, begun_at)
    SELECT p_kind, p_subject, its, 'period', relais.now() WHERE its IS NOT NULL
    ON CONFLICT (kind, subject) DO NOTHING RETURNING id INTO made;
    IF made IS NULL THEN
        PERFORM relais.refuse_erasure('not_due');
    END IF;
    RETURN made;
END
$$;
"""

_ROWS = "\n".join(f"    DELETE FROM {table} x WHERE x.case_id = p_case;" for table in OF_A_CASE)

ENDING = """
-- What stays of a referral: the house, the beds, the nights, how it ended. Who came is no longer told.
CREATE FUNCTION relais.forget_referrals(p_referrals uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM exceptions_asked x WHERE x.referral_id = ANY (p_referrals);
    UPDATE referrals r SET party = jsonb_build_object('people', jsonb_build_array(jsonb_build_object(
            'gender', 'not_determined', 'age_band', 'not_determined', 'count', r.beds)), 'children', 0,
            'one_unit', r.beds = 1, 'languages', '[]'::jsonb),
        options_shown = NULL, need_digest = NULL, need_region = NULL, need_day = NULL, low_security_reason = NULL,
        mixed_ages_reason = NULL, interpreter = NULL, exception_role = NULL, urgency = 'ordinary'
    WHERE r.id = ANY (p_referrals);
END
$$;

-- How often somebody looked in vain stays counted; for whom is no longer to be computed.
CREATE FUNCTION relais.forget_needs(p_case uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE unmet_needs u SET case_digest = sha256(uuid_send(gen_random_uuid()))
    WHERE u.case_digest = sha256('relais unmet need'::bytea || '\\x00'::bytea || uuid_send(p_case)
        || convert_to(u.region, 'UTF8') || convert_to(u.day::text, 'UTF8'));
    UPDATE askings a SET subject = gen_random_uuid(), outcome = coalesce(a.outcome, 'accompanied'),
        ended_at = coalesce(a.ended_at, relais.now())
    WHERE a.subject = p_case;
$$;

CREATE FUNCTION relais.erase_keys(p_root text, p_subjects uuid[]) RETURNS integer LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE vault.erase(p_root, s))::integer FROM (SELECT DISTINCT unnest(p_subjects) AS s) x
$$;

CREATE FUNCTION relais.erase_case(p_case uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    referrals uuid[] := ARRAY (SELECT h.subject FROM sharings h WHERE h.case_id = p_case AND h.what = 'referral');
    requests uuid[] := ARRAY (SELECT k.request_id FROM request_cases k WHERE k.case_id = p_case
        AND NOT EXISTS (SELECT FROM request_cases o WHERE o.request_id = k.request_id AND o.case_id <> p_case));
    others uuid[] := ARRAY (SELECT h.id FROM case_handovers h WHERE h.case_id = p_case
        UNION SELECT l.id FROM case_links l WHERE p_case IN (l.case_id, l.other_case_id));
BEGIN
    PERFORM FROM cases c WHERE c.id = p_case FOR UPDATE;
    PERFORM relais.forget_needs(p_case);
@ROWS@
    DELETE FROM case_links l WHERE p_case IN (l.case_id, l.other_case_id);
    DELETE FROM cases c WHERE c.id = p_case;
    PERFORM relais.forget_referrals(referrals);
    RETURN relais.erase_keys('care', ARRAY[p_case] || referrals || requests || others);
END
$$;
CREATE FUNCTION relais.erase_referral(p_referral uuid) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relais.forget_referrals(ARRAY[p_referral]);
    RETURN relais.erase_keys('care', ARRAY[p_referral]);
END
$$;
-- Amounts, decisions and signatures stay, with nobody behind them; what was asked for, in words and pictures, does not.
CREATE FUNCTION relais.erase_request(p_request uuid) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM receipt_pictures p USING request_lines l WHERE l.id = p.line_id AND l.request_id = p_request;
    RETURN relais.erase_keys('care', ARRAY[p_request]) + relais.erase_keys('financial', ARRAY[p_request]);
END
$$;
-- That there was an operation, when, and how many places it held stays; who was expected, where they were met, and who
-- was asked for by a letter does not.
CREATE FUNCTION relais.erase_operation(p_operation uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    about uuid[] := ARRAY (SELECT r.id FROM operation_requests r WHERE r.operation_id = p_operation
        UNION SELECT c.id FROM contact_requests c WHERE c.operation_id = p_operation
        UNION SELECT p.id FROM operation_proposals p WHERE p.operation_id = p_operation);
BEGIN
    UPDATE places p SET gender = 'not_determined', age_band = 'not_determined', label = NULL, family = NULL,
        alone = false WHERE p.operation_id = p_operation;
    UPDATE operations o SET not_placed = '[]' WHERE o.id = p_operation;
    UPDATE operation_proposals p SET not_placed = '[]' WHERE p.operation_id = p_operation;
    DELETE FROM contact_requests c WHERE c.operation_id = p_operation;
    DELETE FROM arrival_points a WHERE a.operation_id = p_operation;
    DELETE FROM waiting_needs w WHERE w.operation_id = p_operation;
    RETURN relais.erase_keys('care', ARRAY[p_operation] || about);
END
$$;
CREATE FUNCTION relais.erase_incident(p_incident uuid) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM incidents i WHERE i.incident_id = p_incident;
    RETURN relais.erase_keys('financial', ARRAY[p_incident]);
END
$$;
CREATE FUNCTION relais.erase(p_kind text, p_subject uuid) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE p_kind WHEN 'case' THEN relais.erase_case(p_subject)
        WHEN 'referral' THEN relais.erase_referral(p_subject)
        WHEN 'operation' THEN relais.erase_operation(p_subject)
        WHEN 'incident' THEN relais.erase_incident(p_subject) ELSE relais.erase_request(p_subject) END;
END
$$;

-- Carries out an erasure that was begun; how many keys were destroyed, or nothing when somebody else was faster.
CREATE FUNCTION relais.finish_erasure(p_erasure uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    e erasures;
    gone integer;
BEGIN
    SELECT * INTO e FROM erasures x WHERE x.id = p_erasure AND x.done_at IS NULL
        AND relais.member() IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    gone := relais.erase(e.kind, e.subject);
    UPDATE erasures x SET done_at = relais.now(), keys = gone WHERE x.id = p_erasure;
    RETURN gone;
END
$$;

-- What the register outside says was erased is erased in this database too, whatever stands in its way: it comes from
-- an older copy. Answers whether there was anything left of it.
CREATE FUNCTION relais.replay_erasure(p_kind text, p_subject uuid, p_at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    PERFORM FROM erasures x WHERE (x.kind, x.subject) = (p_kind, p_subject) AND x.done_at IS NOT NULL;
    IF FOUND THEN
        RETURN false;
    END IF;
    gone := relais.erase(p_kind, p_subject);
    INSERT INTO erasures AS x (kind, subject, why, begun_at, done_at, keys)
    VALUES (p_kind, p_subject, 'replayed', p_at, relais.now(), gone)
    ON CONFLICT (kind, subject) DO UPDATE SET done_at = relais.now(), keys = gone;
    RETURN gone > 0;
END
$$;
"""

_PRIVATE = (
    "refuse_erasure(text)",
    "referral_is_due(referrals)",
    "request_is_due(uuid)",
    "forget_referrals(uuid[])",
    "forget_needs(uuid)",
    "erase_keys(text, uuid[])",
    "erase_case(uuid)",
    "erase_referral(uuid)",
    "erase_request(uuid)",
    "erase_incident(uuid)",
    "erase_operation(uuid)",
    "operation_is_due(operations)",
    "incident_is_due(uuid)",
    "erase(text, uuid)",
)
_CALLED = {
    "begin_case_erasure(uuid, uuid)": "relais_lens",
    "blocks_of(uuid)": "relais_lens",
    "begin_erasure(text, uuid)": "relais_app",
    "finish_erasure(uuid)": "relais_app",
    "erasures_due(integer)": "relais_worker",
    "replay_erasure(text, uuid, timestamptz)": "CURRENT_USER",
}

RIGHTS = "".join(
    f"""
ALTER FUNCTION relais.{name} OWNER TO relais_eraser;
REVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;
"""
    for name in dict.fromkeys((*_PRIVATE, *_CALLED))
) + "".join(f"GRANT EXECUTE ON FUNCTION relais.{name} TO {who};\n" for name, who in _CALLED.items())

SQL = TABLE + BLOCKS + BEGINNING + ENDING.replace("@ROWS@", _ROWS) + RIGHTS
