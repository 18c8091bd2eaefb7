"""A case that goes to another organisation, often in another province: asked, accepted, moved whole (PIV-02, PIV-03,
GEO-02). Whoever leaves reads it no longer, unless they were kept as a co-pivot with the person's agreement (PIV-04)."""

TABLE = """
CREATE TABLE case_handovers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    to_organisation_id uuid NOT NULL REFERENCES organisations,
    to_region text NOT NULL REFERENCES regions,
    keep_until timestamptz,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn', 'lapsed')),
    asked_by uuid NOT NULL REFERENCES members,
    asked_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    CHECK (organisation_id <> to_organisation_id),
    CHECK (answer_by > asked_at),
    CHECK ((state = 'asked') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX case_handovers_one_open ON case_handovers (case_id) WHERE state = 'asked';
CREATE INDEX case_handovers_to ON case_handovers (to_organisation_id) WHERE state = 'asked';
CREATE INDEX case_handovers_due ON case_handovers (answer_by) WHERE state = 'asked';
CREATE INDEX case_handovers_case_id_idx ON case_handovers (case_id, asked_at);
ALTER TABLE case_handovers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON case_handovers TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY in_role ON case_handovers AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
CREATE POLICY lens ON case_handovers TO relais_lens USING (true);
GRANT SELECT, INSERT ON case_handovers TO relais_app;
GRANT SELECT, UPDATE (state, answered_by, answered_at) ON case_handovers TO relais_lens;

-- To ask is to share (CNF-01, CNF-07), and only with an organisation of one's own networks.
ALTER TABLE sharings DROP CONSTRAINT sharings_what_check;
ALTER TABLE sharings ADD CONSTRAINT sharings_what_check
    CHECK (what IN ('referral', 'fund_request', 'co_pivot', 'profile', 'hand_over'));
CREATE FUNCTION relais.handover_is_consented() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM network_members mine JOIN network_members theirs ON theirs.network_id = mine.network_id
            WHERE mine.organisation_id = NEW.organisation_id AND theirs.organisation_id = NEW.to_organisation_id) THEN
        RAISE EXCEPTION 'a case goes to a partner' USING ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'case_handovers_to_a_partner', TABLE = 'case_handovers';
    END IF;
    PERFORM relais.share(NEW.case_id, 'share_with_organisation', NEW.to_organisation_id, 'hand_over', NEW.id);
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.handover_is_consented() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.handover_is_consented() FROM PUBLIC;
CREATE TRIGGER is_consented BEFORE INSERT ON case_handovers
    FOR EACH ROW EXECUTE FUNCTION relais.handover_is_consented();
"""

BELONGS = """
-- What hangs on a case belongs to the case: whoever has it now withdraws its consents, lifts its exclusions and ends
-- its shares, whichever organisation wrote them down.
ALTER TABLE case_access DROP CONSTRAINT case_access_case_id_owner_organisation_id_fkey;
ALTER TABLE case_access ADD CONSTRAINT case_access_case_id_owner_organisation_id_fkey
    FOREIGN KEY (case_id, owner_organisation_id) REFERENCES cases (id, organisation_id) ON UPDATE CASCADE;
DROP TRIGGER is_consented_again ON case_access;
-- A case that moves shares nothing anew with those who follow it; their own consent still holds them.
CREATE TRIGGER is_consented_again BEFORE UPDATE ON case_access
    FOR EACH ROW WHEN (NEW.owner_organisation_id = OLD.owner_organisation_id AND (NEW.until >= OLD.until
        OR NEW.case_id <> OLD.case_id OR NEW.member_id <> OLD.member_id
        OR NEW.organisation_id <> OLD.organisation_id OR NEW.consent_id IS DISTINCT FROM OLD.consent_id))
    EXECUTE FUNCTION relais.co_pivot_is_consented();
""" + "".join(
    f"""
DROP POLICY own ON {table};
CREATE POLICY own ON {table} TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (case_id IN (SELECT relais.own_cases()));
CREATE POLICY written_by ON {table} AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
"""
    for table in ("consents", "exclusions", "duty_reports", "shares")
)

MOVING = """
GRANT UPDATE (organisation_id, region) ON cases TO relais_lens;
GRANT SELECT (state) ON cases TO relais_lens;
CREATE POLICY lens_keeps ON case_access FOR INSERT TO relais_lens WITH CHECK (true);
CREATE POLICY lens_forgets ON case_access FOR DELETE TO relais_lens USING (true);
GRANT INSERT, DELETE ON case_access TO relais_lens;
CREATE POLICY lens_moves ON referrals FOR UPDATE TO relais_lens USING (true);
GRANT UPDATE (organisation_id, version) ON referrals TO relais_lens;
CREATE POLICY lens_moves ON escalations FOR UPDATE TO relais_lens USING (true);
GRANT UPDATE (organisation_id) ON escalations TO relais_lens;

-- What was asked stays as it was asked; only a case that moves takes its askings along (GEO-02).
CREATE OR REPLACE FUNCTION relais.referral_sides() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE mine uuid := relais.organisation();
BEGIN
    IF (NEW.id, NEW.code, NEW.shelter_organisation_id, NEW.shelter_key, NEW.party, NEW.asked_at) IS DISTINCT FROM
        (OLD.id, OLD.code, OLD.shelter_organisation_id, OLD.shelter_key, OLD.party, OLD.asked_at)
        OR (NEW.organisation_id <> OLD.organisation_id AND current_user <> 'relais_lens')
    THEN
        RAISE EXCEPTION 'what was asked stays as it was asked' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_keep_the_question', TABLE = 'referrals';
    END IF;
    IF NEW.state <> OLD.state AND mine IS NOT NULL AND (
        (NEW.state IN ('confirmed', 'declined', 'refused_at_door', 'arrived', 'left')
            AND mine <> OLD.shelter_organisation_id)
        OR (NEW.state = 'withdrawn' AND mine <> OLD.organisation_id)
        OR OLD.state IN ('left', 'declined', 'refused_at_door', 'withdrawn')
        OR (OLD.state = 'lapsed' AND NEW.state <> 'arrived')) THEN
        RAISE EXCEPTION 'this step belongs to the other side' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_sides', TABLE = 'referrals';
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;

-- The requests to houses and the beds that were promised for this case go with it: somebody is in charge of each.
CREATE FUNCTION relais.move_promises(p_case uuid, p_from uuid, p_to uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    going uuid[] := ARRAY (SELECT r.id FROM sharings h JOIN referrals r ON r.id = h.subject
        WHERE h.case_id = p_case AND h.what = 'referral' AND r.organisation_id = p_from
            -- A house may say yes late, and somebody may come late: whoever leaves hears of neither.
            AND r.state IN ('asked', 'awaiting_self_call', 'held', 'confirmed', 'arrived', 'lapsed'));
BEGIN
    UPDATE referrals r SET organisation_id = p_to WHERE r.id = ANY (going);
    UPDATE claims c SET holder_organisation_id = p_to WHERE c.holder_organisation_id = p_from
        AND c.referral_id = ANY (going);
    UPDATE escalations e SET organisation_id = p_to WHERE e.organisation_id = p_from AND e.settled_at IS NULL
        AND e.referral_id = ANY (going);
    -- So do the answers that are awaited, and the moves to prepare; who leaves is not asked about it any more.
    UPDATE askings a SET asked_by = p_to WHERE a.asked_by = p_from AND a.outcome IS NULL AND (a.subject = ANY (going)
        OR a.subject IN (SELECT e.id FROM escalations e WHERE e.referral_id = ANY (going)));
    UPDATE askings a SET organisation_id = p_to, asked_organisation_id = CASE WHEN a.number > 0 THEN p_to END
    WHERE a.kind = 'move' AND a.organisation_id = p_from AND a.outcome IS NULL AND a.subject IN (
        SELECT m.id FROM moves m JOIN claims c ON c.id = m.claim_id WHERE c.referral_id = ANY (going));
    UPDATE askings a SET outcome = 'accompanied', ended_at = relais.now()
    WHERE a.kind = 'no_pivot' AND a.subject = p_case AND a.outcome IS NULL;
    RETURN cardinality(going);
END
$$;

-- What a case's pivots may be asked to take: enough to decide, and nothing that names the case (CNF-04).
CREATE FUNCTION relais.handovers_to_answer()
    RETURNS TABLE (id uuid, from_organisation_id uuid, from_name text, region text, to_region text, age_band text,
        people integer, asked_at timestamptz, answer_by timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT h.id, o.id, o.name, c.region, h.to_region, c.age_band,
        1 + jsonb_array_length(coalesce(c.party -> 'dependants', '[]')), h.asked_at, h.answer_by
    FROM case_handovers h JOIN cases c ON c.id = h.case_id JOIN organisations o ON o.id = h.organisation_id
    WHERE h.to_organisation_id = relais.organisation() AND relais.holds('pivot_worker')
        AND h.state = 'asked' AND h.answer_by > relais.now()
    ORDER BY h.answer_by, h.id LIMIT 200
$$;

-- The case as it moves: its new pivot and backup, its new region, its promises, and those who were kept.
CREATE FUNCTION relais.move_case(p_handover uuid, p_pivot uuid, p_backup uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    h case_handovers;
BEGIN
    SELECT * INTO h FROM case_handovers x WHERE x.id = p_handover;
    UPDATE cases c SET organisation_id = h.to_organisation_id, pivot_member_id = p_pivot, backup_member_id = p_backup,
        region = h.to_region, version = c.version + 1, last_activity_at = relais.now() WHERE c.id = h.case_id;
    UPDATE case_access a SET until = greatest(relais.now(), a.given_at + interval '1 microsecond')
    WHERE a.case_id = h.case_id AND a.member_id IN (p_pivot, p_backup) AND a.until > relais.now();
    DELETE FROM case_access a WHERE a.case_id = h.case_id AND a.organisation_id = h.organisation_id
        AND a.consent_id IS NULL;
    PERFORM relais.move_promises(h.case_id, h.organisation_id, h.to_organisation_id);
    IF h.keep_until > relais.now() AND relais.has_role(h.asked_by, h.organisation_id, 'pivot_worker') THEN
        INSERT INTO case_access (case_id, member_id, organisation_id, owner_organisation_id, given_by, given_at, until)
        VALUES (h.case_id, h.asked_by, h.organisation_id, h.to_organisation_id, h.asked_by, relais.now(), h.keep_until);
    END IF;
END
$$;

-- Takes a case that was offered: the caller is its pivot from this moment. Answers the case, or nothing.
CREATE FUNCTION relais.accept_handover(p_handover uuid, p_backup uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    h case_handovers;
BEGIN
    PERFORM FROM cases c JOIN case_handovers x ON x.case_id = c.id WHERE x.id = p_handover FOR UPDATE OF c;
    SELECT * INTO h FROM case_handovers x WHERE x.id = p_handover AND x.to_organisation_id = relais.organisation()
        AND x.state = 'asked' AND x.answer_by > relais.now() AND relais.holds('pivot_worker') FOR UPDATE;
    IF NOT FOUND OR relais.member() IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM consents c WHERE c.case_id = h.case_id AND c.scope = 'share_with_organisation'
        AND c.shared_with = h.to_organisation_id AND c.withdrawn_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        PERFORM relais.refuse_sharing('needs_consent', h.case_id);
    END IF;
    IF relais.keeps_away(h.case_id, h.to_organisation_id) THEN
        PERFORM relais.refuse_sharing('excluded', h.case_id);
    END IF;
    UPDATE case_handovers x SET state = 'accepted', answered_by = relais.member(), answered_at = relais.now()
    WHERE x.id = h.id;
    PERFORM relais.move_case(h.id, relais.member(), p_backup);
    RETURN h.case_id;
END
$$;

-- The other ends: declined by whoever was asked, withdrawn by whoever asked, lapsed by time. Answers who had asked.
CREATE FUNCTION relais.end_handover(p_handover uuid, p_state text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked_by uuid;
BEGIN
    UPDATE case_handovers h SET state = p_state, answered_by = relais.member(), answered_at = relais.now()
    WHERE h.id = p_handover AND h.state = 'asked' AND CASE p_state
        WHEN 'declined' THEN h.to_organisation_id = relais.organisation() AND relais.member() IS NOT NULL
            AND relais.holds('pivot_worker')
        WHEN 'withdrawn' THEN relais.member() IS NOT NULL AND relais.holds('pivot_worker')
            AND h.case_id IN (SELECT relais.own_cases())
        WHEN 'lapsed' THEN relais.member() IS NULL AND h.organisation_id = relais.organisation()
            AND h.answer_by <= relais.now()
        ELSE false END
    RETURNING h.organisation_id INTO asked_by;
    RETURN asked_by;
END
$$;
CREATE FUNCTION relais.due_handovers(p_limit integer) RETURNS TABLE (id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT h.id, h.organisation_id FROM case_handovers h
    WHERE h.state = 'asked' AND h.answer_by <= relais.now() ORDER BY h.answer_by, h.id LIMIT p_limit
$$;

-- What the case has been asking of funds, whoever asked: a new pivot starts from the whole history (PIV-02).
CREATE FUNCTION relais.requests_of_case(p_case uuid)
    RETURNS TABLE (code text, state text, asked_at timestamptz, categories text[], approved_cents bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.code, r.state, r.submitted_at, array_agg(l.category ORDER BY l.position),
        coalesce(sum(l.approved_cents), 0)::bigint
    FROM request_cases k JOIN fund_requests r ON r.id = k.request_id JOIN request_lines l ON l.request_id = r.id
    WHERE k.case_id = p_case AND relais.member() IS NOT NULL AND relais.holds('pivot_worker')
        AND p_case IN (SELECT relais.own_cases())
    GROUP BY r.id ORDER BY r.submitted_at, r.code LIMIT 500
$$;
"""

_PRIVATE = ("move_promises(uuid, uuid, uuid)", "move_case(uuid, uuid, uuid)")
_CALLED = (
    "handovers_to_answer()",
    "accept_handover(uuid, uuid)",
    "end_handover(uuid, text)",
    "requests_of_case(uuid)",
)
_OF_WORKERS = ("due_handovers(integer)",)

RIGHTS = "".join(
    f"""
ALTER FUNCTION relais.{function} OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.{function} FROM PUBLIC;
"""
    for function in (*_PRIVATE, *_CALLED, *_OF_WORKERS)
) + (
    f"GRANT EXECUTE ON FUNCTION {', '.join('relais.' + each for each in _CALLED)} TO relais_app;\n"
    f"GRANT EXECUTE ON FUNCTION {', '.join('relais.' + each for each in _OF_WORKERS)} TO relais_worker;\n"
)

SQL = TABLE + BELONGS + MOVING + RIGHTS
