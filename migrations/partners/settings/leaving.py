"""Leaving: one person ends an access at once; what it answered for goes on in other hands (PIV-01, PIV-03, POL-04)."""

CASES = """
-- A case whose backup has left waits for another one, visibly; nobody but a hand-over may leave that place empty.
ALTER TABLE cases ALTER backup_member_id DROP NOT NULL;
CREATE OR REPLACE FUNCTION relais.may_accompany() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    fit integer;
BEGIN
    SELECT count(*) INTO fit FROM members m JOIN organisations o ON o.id = m.organisation_id
    WHERE m.id IN (NEW.pivot_member_id, NEW.backup_member_id) AND m.organisation_id = NEW.organisation_id
      AND 'pivot_worker' = ANY (m.roles) AND NOT 'investigator' = ANY (m.roles) AND o.kind <> 'police';
    IF fit <> num_nonnulls(NEW.pivot_member_id, NEW.backup_member_id) THEN
        RAISE EXCEPTION 'pivot and backup are two pivot workers of the organisation' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'cases_may_accompany', TABLE = 'cases';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION relais.backup_is_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.backup_member_id IS NULL AND current_user <> 'relais_lens' THEN
        RAISE EXCEPTION 'a case has a pivot and a backup' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'cases_may_accompany', TABLE = 'cases';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER backup_is_named BEFORE INSERT OR UPDATE OF pivot_member_id, backup_member_id ON cases
    FOR EACH ROW EXECUTE FUNCTION relais.backup_is_named();
CREATE INDEX cases_backup_member_id_idx ON cases (backup_member_id);

CREATE POLICY lens_hands_over ON cases FOR UPDATE TO relais_lens USING (true);
GRANT SELECT (code, version), UPDATE (pivot_member_id, backup_member_id, version) ON cases TO relais_lens;
CREATE POLICY lens_hands_over ON case_access FOR UPDATE TO relais_lens USING (true);
GRANT UPDATE (until) ON case_access TO relais_lens;
CREATE POLICY lens_hands_over ON operation_members FOR ALL TO relais_lens USING (true);
GRANT INSERT, DELETE ON operation_members TO relais_lens;
CREATE POLICY lens_ends ON sessions FOR UPDATE TO relais_lens USING (true);
GRANT UPDATE (ended_at, ended_why) ON sessions TO relais_lens;
"""

HAND_OVER = """
-- Cases: the backup becomes the pivot and the place of the backup is free. Nobody who was not named before reads them.
CREATE FUNCTION relais.hand_over_cases(p_member uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    handed integer;
    without_backup integer;
    without_pivot integer;
BEGIN
    UPDATE cases c SET pivot_member_id = c.backup_member_id, backup_member_id = NULL, version = c.version + 1
    WHERE c.pivot_member_id = p_member AND relais.has_role(c.backup_member_id, c.organisation_id, 'pivot_worker');
    GET DIAGNOSTICS handed = ROW_COUNT;
    UPDATE cases c SET backup_member_id = NULL, version = c.version + 1 WHERE c.backup_member_id = p_member;
    GET DIAGNOSTICS without_backup = ROW_COUNT;
    SELECT count(*) INTO without_pivot FROM cases c WHERE c.pivot_member_id = p_member;
    UPDATE case_access a SET until = greatest(relais.now(), a.given_at + interval '1 microsecond')
    WHERE a.member_id = p_member AND a.until > relais.now();
    RETURN jsonb_build_object('cases_handed_over', handed, 'cases_without_backup', handed + without_backup,
        'cases_without_pivot', without_pivot);
END
$$;

-- Who supervises in the place of somebody: their own supervisor, else whoever has none in the service.
CREATE FUNCTION relais.supervisor_of(p_member uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT s.id FROM members m JOIN members s ON s.organisation_id = m.organisation_id AND s.id <> m.id
    WHERE m.id = p_member AND relais.has_role(s.id, s.organisation_id, 'investigator')
        AND (s.id = m.supervisor_id OR s.supervisor_id IS NULL)
    ORDER BY (s.id = m.supervisor_id) DESC NULLS LAST, s.created_at, s.id LIMIT 1
$$;

-- Operations: the supervisor is named in the place of whoever left, and supervises whom they supervised.
CREATE FUNCTION relais.hand_over_operations(p_member uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    heir uuid := relais.supervisor_of(p_member);
    left_behind record;
    handed integer := 0;
    with_nobody integer := 0;
BEGIN
    FOR left_behind IN
        DELETE FROM operation_members n USING operations o WHERE n.member_id = p_member AND o.id = n.operation_id
            AND o.state NOT IN ('closed', 'cancelled') AND (heir IS NOT NULL OR EXISTS (SELECT FROM operation_members x
                WHERE x.operation_id = o.id AND x.member_id <> p_member AND relais.is_active(x.member_id)))
        RETURNING n.operation_id, n.organisation_id, n.part
    LOOP
        handed := handed + 1;
        INSERT INTO operation_members (operation_id, organisation_id, member_id, part)
        SELECT left_behind.operation_id, left_behind.organisation_id, heir, CASE WHEN EXISTS (
                SELECT FROM operation_members x WHERE x.operation_id = left_behind.operation_id
                    AND x.part = 'supervisor') THEN 'investigator' ELSE 'supervisor' END
        WHERE heir IS NOT NULL ON CONFLICT (operation_id, member_id) DO NOTHING;
    END LOOP;
    SELECT count(*) INTO with_nobody FROM operation_members n JOIN operations o ON o.id = n.operation_id
    WHERE n.member_id = p_member AND o.state NOT IN ('closed', 'cancelled');
    UPDATE members m SET supervisor_id = CASE WHEN heir <> m.id THEN heir END WHERE m.supervisor_id = p_member;
    RETURN jsonb_build_object('operations_handed_over', handed, 'operations_with_nobody', with_nobody);
END
$$;

-- Whatever a member answers for and no longer may: after a change of roles, at the end of an access, and when it ran
-- out.
CREATE FUNCTION relais.hand_over(p_member uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    nothing jsonb := '{"cases_handed_over": 0, "cases_without_backup": 0, "cases_without_pivot": 0,
        "operations_handed_over": 0, "operations_with_nobody": 0}';
    m members;
BEGIN
    SELECT * INTO m FROM members x WHERE x.id = p_member;
    IF NOT relais.has_role(m.id, m.organisation_id, 'pivot_worker') THEN
        nothing := nothing || relais.hand_over_cases(m.id);
    END IF;
    IF NOT relais.has_role(m.id, m.organisation_id, 'investigator') THEN
        nothing := nothing || relais.hand_over_operations(m.id);
    END IF;
    RETURN nothing;
END
$$;

-- What an organisation holds, and keeps whoever leaves: promises, requests and agreements are its own (PIV-03).
CREATE FUNCTION relais.stays_alive(p_organisation uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'holds', (SELECT count(*) FROM claims c WHERE c.holder_organisation_id = p_organisation AND c.state = 'live'
            AND c.kind IN ('hold', 'reservation') AND c.lapses_at > relais.now()),
        'requests', (SELECT count(*) FROM fund_requests r WHERE r.organisation_id = p_organisation
            AND r.state IN ('submitted', 'approved', 'partly_approved', 'paying')),
        'agreements', (SELECT count(*) FROM bed_agreements a WHERE a.state = 'in_force'
            AND p_organisation IN (a.organisation_id, a.partner_organisation_id)))
$$;
"""

WAYS = """
-- Ends an access, now: one's own, or a colleague's whose roles one may give. One person is enough to close a door.
CREATE FUNCTION relais.end_access(p_member uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    m members;
    outcome jsonb;
BEGIN
    PERFORM relais.lock_setting(p_member);
    SELECT * INTO m FROM members x WHERE x.id = p_member AND x.left_at IS NULL FOR UPDATE;
    IF NOT FOUND OR (m.id <> relais.member() AND NOT relais.may_give(relais.member(), m.organisation_id, m.roles)) THEN
        RETURN NULL;
    END IF;
    UPDATE members x SET ends_on = least(x.ends_on, greatest(relais.today(), x.starts_on)), left_at = relais.now(),
        left_by = relais.member() WHERE x.id = m.id;
    UPDATE sessions s SET ended_at = relais.now(), ended_why = 'access_ended'
    WHERE s.member_id = m.id AND s.ended_at IS NULL;
    UPDATE proposals p SET state = 'withdrawn', withdrawn_at = relais.now()
    WHERE p.proposed_by = m.id AND p.state = 'open';
    outcome := relais.hand_over(m.id);
    -- Cases, operations and money are not for a network administrator, not even as numbers (POL-03).
    IF m.organisation_id = relais.organisation() THEN
        outcome := outcome || relais.stays_alive(m.organisation_id);
    ELSE
        outcome := '{}';
    END IF;
    RETURN outcome || jsonb_build_object('organisation_id', m.organisation_id);
END
$$;

-- Accesses that ran out with duties still theirs, for the job that hands these over.
CREATE FUNCTION relais.duties_left_behind(p_limit integer) RETURNS TABLE (member_id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.id, m.organisation_id FROM members m
    WHERE m.left_at IS NULL AND m.ends_on <= relais.today() ORDER BY m.ends_on, m.id LIMIT p_limit
$$;
CREATE FUNCTION relais.end_run_out(p_member uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.lock_setting(p_member);
    UPDATE members m SET left_at = relais.now() WHERE m.id = p_member AND m.organisation_id = relais.organisation()
        AND m.left_at IS NULL AND m.ends_on <= relais.today();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE proposals p SET state = 'withdrawn', withdrawn_at = relais.now()
    WHERE p.proposed_by = p_member AND p.state = 'open';
    UPDATE sessions s SET ended_at = relais.now(), ended_why = 'access_ended'
    WHERE s.member_id = p_member AND s.ended_at IS NULL;
    RETURN relais.hand_over(p_member);
END
$$;

-- Cases that nobody accompanies any more: a pivot worker of the organisation takes one over with its history (PIV-02).
-- Never whoever ended its people's access: one person alone would then read any case of their organisation (CNF-04).
CREATE FUNCTION relais.is_orphan(p_pivot uuid, p_backup uuid, p_organisation uuid) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT NOT relais.has_role(p_pivot, p_organisation, 'pivot_worker')
        AND NOT coalesce(relais.has_role(p_backup, p_organisation, 'pivot_worker'), false)
$$;
CREATE FUNCTION relais.may_take_over(p_pivot uuid, p_backup uuid, p_organisation uuid) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT relais.is_orphan(p_pivot, p_backup, p_organisation)
        AND relais.has_role(relais.member(), p_organisation, 'pivot_worker')
        AND NOT EXISTS (SELECT FROM members m WHERE m.id IN (p_pivot, p_backup) AND m.left_by = relais.member())
$$;
CREATE FUNCTION relais.orphan_cases() RETURNS TABLE (id uuid, code text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.id, c.code FROM cases c
    WHERE c.organisation_id = relais.organisation()
        AND relais.may_take_over(c.pivot_member_id, c.backup_member_id, c.organisation_id)
    ORDER BY c.opened_at, c.id LIMIT 500
$$;
CREATE FUNCTION relais.take_over_case(p_case uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM FROM cases c WHERE c.id = p_case AND c.organisation_id = relais.organisation() FOR UPDATE;
    UPDATE cases c SET pivot_member_id = relais.member(), backup_member_id = NULL, version = c.version + 1
    WHERE c.id = p_case AND c.organisation_id = relais.organisation()
        AND relais.may_take_over(c.pivot_member_id, c.backup_member_id, c.organisation_id);
    RETURN FOUND;
END
$$;

-- What waits for somebody's care, counted: of one's own organisation, and for network administrators of theirs.
CREATE FUNCTION relais.alerts()
    RETURNS TABLE (kind text, organisation_id uuid, organisation_name text, count integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH me AS (SELECT relais.member() AS id, relais.organisation() AS home),
    mine AS (SELECT o.id, o.accredited_until FROM organisations o, me
        WHERE o.id = ANY (ARRAY (SELECT relais.around_me()))
            AND (relais.keeps(me.id, o.id) OR relais.administers(me.id, o.id))),
    found AS (
        SELECT 'cases_without_backup' AS kind, c.organisation_id, count(*) AS n FROM cases c, me
        WHERE c.organisation_id = me.home AND c.backup_member_id IS NULL
            AND relais.has_role(me.id, me.home, 'pivot_worker') GROUP BY c.organisation_id
        UNION ALL SELECT 'cases_without_pivot', c.organisation_id, count(*) FROM cases c, me
        WHERE c.organisation_id = me.home AND relais.has_role(me.id, me.home, 'pivot_worker')
            AND relais.is_orphan(c.pivot_member_id, c.backup_member_id, c.organisation_id) GROUP BY c.organisation_id
        UNION ALL SELECT 'accesses_end_soon', m.organisation_id, count(*) FROM members m JOIN mine o
            ON o.id = m.organisation_id
        WHERE m.left_at IS NULL AND m.ends_on > relais.today() AND m.ends_on <= relais.today() + 30
        GROUP BY m.organisation_id
        UNION ALL SELECT 'too_few_to_sign', o.id, 2 - (SELECT count(*) FROM members m
            WHERE m.organisation_id = o.id AND relais.keeps(m.id, o.id))
        FROM mine o
        UNION ALL SELECT 'accreditation_ends_soon', o.id, 1 FROM mine o
        WHERE o.accredited_until > relais.today() AND o.accredited_until <= relais.today() + 30)
    SELECT f.kind, f.organisation_id, o.name, f.n::integer FROM found f JOIN organisations o ON o.id = f.organisation_id
    WHERE f.n > 0 ORDER BY f.kind, o.name, o.id LIMIT 500
$$;
"""

SQL = CASES + HAND_OVER + WAYS

PRIVATE = (
    "hand_over_cases(uuid)",
    "supervisor_of(uuid)",
    "hand_over_operations(uuid)",
    "hand_over(uuid)",
    "stays_alive(uuid)",
    "is_orphan(uuid, uuid, uuid)",
    "may_take_over(uuid, uuid, uuid)",
)
CALLED = (
    "end_access(uuid)",
    "end_run_out(uuid)",
    "alerts()",
    "orphan_cases()",
    "take_over_case(uuid)",
)
FOR_WORKERS = ("duties_left_behind(integer)",)
