"""Two settings more: how long something is kept, and the erasure of one case, asked by the person (CNF-11)."""

RULES = """
ALTER TABLE proposals DROP CONSTRAINT proposals_kind_check;
ALTER TABLE proposals ADD CONSTRAINT proposals_kind_check CHECK (kind IN ('invitation', 'access', 'network_create',
    'network_join', 'network_leave', 'network_police', 'network_term', 'police_budget', 'organisation_create',
    'accreditation', 'approver_limit', 'rail', 'payee', 'root_rotation', 'retention', 'erasure'));

-- Whoever accompanies the case for the organisation that has it: its pivot, its backup, those they named there.
CREATE FUNCTION relais.may_erase(p_member uuid, p_organisation uuid, p_case uuid) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT relais.has_role(p_member, p_organisation, 'pivot_worker') AND EXISTS (SELECT FROM cases c
        WHERE c.id = p_case AND c.organisation_id = p_organisation AND (
            p_member IN (c.pivot_member_id, c.backup_member_id) OR EXISTS (SELECT FROM case_access a
                WHERE a.case_id = c.id AND a.member_id = p_member AND a.organisation_id = p_organisation
                    AND a.until > relais.now())))
$$;

ALTER FUNCTION relais.may_settle(uuid, text, uuid, uuid, jsonb) RENAME TO may_settle_but_erasing;
CREATE FUNCTION relais.may_settle(p_member uuid, p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb)
    RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_kind
        WHEN 'retention' THEN relais.has_role(p_member, p_organisation, 'network_administrator')
        WHEN 'erasure' THEN relais.may_erase(p_member, p_organisation, p_subject)
        ELSE relais.may_settle_but_erasing(p_member, p_kind, p_organisation, p_subject, p_content) END;
END
$$;

ALTER FUNCTION relais.setting_now(text, uuid, uuid, jsonb) RENAME TO setting_now_but_erasing;
CREATE FUNCTION relais.setting_now(p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb)
    RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_kind
        WHEN 'retention' THEN (SELECT jsonb_build_object('amount', relais.kept_amount(c.class), 'version',
                (SELECT count(*) FROM retention_periods r WHERE r.class = c.class))
            FROM retention_classes c WHERE c.class = p_content ->> 'class')
        WHEN 'erasure' THEN (SELECT '{}'::jsonb FROM cases c WHERE c.id = p_subject)
        ELSE relais.setting_now_but_erasing(p_kind, p_organisation, p_subject, p_content) END;
END
$$;

CREATE FUNCTION relais.apply_retention(p proposals) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bounds retention_classes;
    wanted integer := (p.content ->> 'amount')::integer;
BEGIN
    SELECT * INTO bounds FROM retention_classes c WHERE c.class = p.content ->> 'class';
    IF wanted NOT BETWEEN bounds.at_least AND bounds.at_most THEN
        PERFORM relais.refuse_setting('outside the bounds of this class', 'retention_bounds');
    END IF;
    INSERT INTO retention_periods (class, version, amount, proposal_id, in_force_from)
    SELECT bounds.class, 1 + count(*), wanted, p.id, relais.now()
        + CASE WHEN bounds.unit = 'months' AND wanted < relais.kept_amount(bounds.class) THEN interval '30 days'
            ELSE interval '0' END
    FROM retention_periods r WHERE r.class = bounds.class;
END
$$;

ALTER FUNCTION relais.apply_setting(proposals) RENAME TO apply_setting_but_erasing;
CREATE FUNCTION relais.apply_setting(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CASE p.kind
        WHEN 'retention' THEN PERFORM relais.apply_retention(p);
        WHEN 'erasure' THEN PERFORM relais.begin_case_erasure(p.subject, p.id);
        ELSE PERFORM relais.apply_setting_but_erasing(p);
    END CASE;
END
$$;
"""

READING = """
-- Every class, with what holds now and what comes: everybody may know how long something is kept.
CREATE FUNCTION relais.retention()
    RETURNS TABLE (class text, unit text, amount integer, at_least integer, at_most integer, version integer,
        coming integer, coming_from timestamptz)
    LANGUAGE sql STABLE AS $$
    SELECT c.class, c.unit, relais.kept_amount(c.class), c.at_least, c.at_most, coalesce(l.version, 0),
        CASE WHEN l.in_force_from > relais.now() THEN l.amount END,
        CASE WHEN l.in_force_from > relais.now() THEN l.in_force_from END
    FROM retention_classes c LEFT JOIN LATERAL (SELECT p.version, p.amount, p.in_force_from FROM retention_periods p
        WHERE p.class = c.class ORDER BY p.version DESC LIMIT 1) l ON true
    ORDER BY c.class
$$;

-- When a case is erased by time, and what stands in the way now: for whoever accompanies it.
GRANT SELECT (last_activity_at) ON cases TO relais_lens;
CREATE FUNCTION relais.erasure_of_case(p_case uuid)
    RETURNS TABLE (due_at timestamptz, months integer, blocks text[], proposal_id uuid, proposed_by_you boolean,
        has_backup boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.last_activity_at + relais.kept_for('case'), relais.kept_amount('case'), relais.blocks_of(c.id), p.id,
        p.proposed_by = relais.member(), c.backup_member_id IS NOT NULL
    FROM cases c LEFT JOIN proposals p ON p.kind = 'erasure' AND p.subject = c.id AND p.state = 'open'
        AND p.lapses_at > relais.now()
    WHERE c.id = p_case AND relais.member() IS NOT NULL AND c.id IN (SELECT relais.own_cases())
    ORDER BY p.proposed_at DESC LIMIT 1
$$;
"""

_PRIVATE = (
    "may_erase(uuid, uuid, uuid)",
    "may_settle(uuid, text, uuid, uuid, jsonb)",
    "setting_now(text, uuid, uuid, jsonb)",
    "apply_retention(proposals)",
    "apply_setting(proposals)",
)
RIGHTS = (
    "".join(
        f"""
ALTER FUNCTION relais.{name} OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;
"""
        for name in (*_PRIVATE, "erasure_of_case(uuid)")
    )
    + "GRANT EXECUTE ON FUNCTION relais.erasure_of_case(uuid), relais.retention() TO relais_app;\n"
)

SQL = RULES + READING + RIGHTS
