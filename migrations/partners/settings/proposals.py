"""Proposals: what one person proposes is in force when another has signed, and in no other way (design.md section 7).

`propose`, `put_in_force` and `withdraw_proposal` are the only ways to a row: the application can neither write
proposals nor what they are about. What may be proposed and by whom is one list, `may_settle`; what a proposal does is
one list, `apply_setting`.
"""

TABLE = """
CREATE TABLE proposals (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('invitation', 'access', 'network_create', 'network_join', 'network_leave',
        'network_police', 'network_term', 'police_budget', 'organisation_create', 'accreditation', 'approver_limit',
        'rail', 'payee', 'root_rotation')),
    subject uuid NOT NULL,
    content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object' AND length(content::text) <= 4000),
    was jsonb NOT NULL CHECK (jsonb_typeof(was) = 'object'),
    proposed_by uuid NOT NULL REFERENCES members,
    proposed_from uuid NOT NULL REFERENCES organisations,
    proposed_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'in_force', 'withdrawn')),
    signed_by uuid REFERENCES members,
    signed_at timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT proposals_two_people CHECK (signed_by <> proposed_by),
    CHECK (lapses_at > proposed_at),
    CHECK ((state = 'in_force') = (signed_by IS NOT NULL) AND (signed_by IS NULL) = (signed_at IS NULL)),
    CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
);
CREATE INDEX proposals_organisation_id_idx ON proposals (organisation_id, proposed_at);
CREATE INDEX proposals_subject_idx ON proposals (subject, proposed_at);
CREATE INDEX proposals_open_of_idx ON proposals (proposed_by) WHERE state = 'open';
ALTER TABLE proposals ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON proposals TO relais_lens USING (true);
GRANT SELECT, INSERT, UPDATE (state, signed_by, signed_at, withdrawn_at) ON proposals TO relais_lens;

-- What is proposed is signed as it stands; what is decided stays decided.
CREATE FUNCTION relais.proposal_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'open'
       OR (to_jsonb(NEW) - ARRAY['state', 'signed_by', 'signed_at', 'withdrawn_at'])
           <> (to_jsonb(OLD) - ARRAY['state', 'signed_by', 'signed_at', 'withdrawn_at']) THEN
        RAISE EXCEPTION 'a proposal is signed or withdrawn, once' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'proposals_once', TABLE = 'proposals';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_moves_on BEFORE UPDATE OR DELETE ON proposals
    FOR EACH ROW EXECUTE FUNCTION relais.proposal_only_moves_on();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON proposals EXECUTE FUNCTION relais.refuse_change();

CREATE FUNCTION relais.refuse_setting(p_why text, p_rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_why USING ERRCODE = 'check_violation', CONSTRAINT = p_rule, TABLE = 'proposals';
END
$$;
-- Two changes of one thing wait for each other.
CREATE FUNCTION relais.lock_setting(p_subject uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('setting of ' || p_subject, 0));
END
$$;
"""

RULES = """
-- Who may propose or sign a kind of change: the right role, in the right organisation, and never about oneself.
CREATE FUNCTION relais.may_settle(p_member uuid, p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb)
    RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    network uuid := (p_content ->> 'network_id')::uuid;
BEGIN
    RETURN coalesce(CASE p_kind
        WHEN 'invitation' THEN relais.may_give(p_member, p_organisation, relais.texts(p_content -> 'roles'))
        WHEN 'access' THEN p_member <> p_subject AND relais.may_give(p_member, p_organisation,
            relais.texts(p_content -> 'roles') || (SELECT m.roles FROM members m
                WHERE m.id = p_subject AND m.organisation_id = p_organisation))
        WHEN 'network_create' THEN relais.has_role(p_member, p_organisation, 'network_administrator')
        WHEN 'network_police' THEN relais.administers_network(p_member, p_subject)
        WHEN 'network_term' THEN relais.administers_network(p_member, p_subject)
        WHEN 'police_budget' THEN relais.administers_network(p_member, p_subject)
        WHEN 'organisation_create' THEN relais.administers_network(p_member, network)
        WHEN 'accreditation' THEN relais.administers(p_member, p_subject) AND p_subject = p_organisation
        WHEN 'network_join' THEN p_subject = p_organisation
            AND (relais.administers_network(p_member, network) OR relais.keeps(p_member, p_subject))
        WHEN 'network_leave' THEN p_subject = p_organisation
            AND (relais.administers_network(p_member, network) OR relais.keeps(p_member, p_subject))
        WHEN 'approver_limit' THEN p_member <> p_subject
            AND relais.has_role(p_member, p_organisation, 'fund_administrator')
        WHEN 'rail' THEN p_subject = p_organisation AND relais.has_role(p_member, p_organisation, 'fund_administrator')
        WHEN 'payee' THEN relais.has_role(p_member, p_organisation, 'fund_administrator')
        WHEN 'root_rotation' THEN relais.has_role(p_member, p_organisation, 'network_administrator')
    END, false);
END
$$;

-- Whether these two together suffice. An organisation is not settled over its head: while somebody there can sign,
-- one of the two is from there; and it is led into a network, its first one too, by its own people.
CREATE FUNCTION relais.pair_suffices(p proposals, p_other uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    pair uuid[] := ARRAY[p.proposed_by, p_other];
    wanted text[] := relais.texts(p.content -> 'roles') || relais.texts(p.was -> 'roles');
    network uuid := (p.content ->> 'network_id')::uuid;
BEGIN
    IF p.kind IN ('invitation', 'access') THEN
        RETURN (EXISTS (SELECT FROM members m WHERE m.id = ANY (pair) AND m.organisation_id = p.organisation_id)
                OR NOT EXISTS (SELECT FROM members m WHERE m.organisation_id = p.organisation_id AND m.id <> p.subject
                    AND relais.gives_within(m.id, p.organisation_id, wanted)))
            AND ('investigator' <> ALL (wanted) OR p.content ->> 'supervisor_id' IS NOT NULL
                OR (p.kind = 'access' AND p.was ->> 'supervisor_id' IS NULL)
                OR EXISTS (SELECT FROM unnest(pair) one WHERE relais.administers(one, p.organisation_id)));
    END IF;
    IF p.kind = 'network_join' THEN
        RETURN EXISTS (SELECT FROM unnest(pair) one WHERE relais.administers_network(one, network))
            AND (EXISTS (SELECT FROM unnest(pair) one WHERE relais.keeps(one, p.subject))
                OR NOT (EXISTS (SELECT FROM network_members n WHERE n.organisation_id = p.subject)
                    OR EXISTS (SELECT FROM members m WHERE m.organisation_id = p.subject
                        AND relais.keeps(m.id, p.subject))));
    END IF;
    RETURN true;
END
$$;

-- What a proposal would change, as it stands now: nothing of it may have changed when it is signed.
CREATE FUNCTION relais.setting_now(p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p_kind
        WHEN 'access' THEN (SELECT jsonb_build_object('roles', to_jsonb(relais.texts(to_jsonb(m.roles))),
                'supervisor_id', m.supervisor_id, 'ends_on', m.ends_on)
            FROM members m WHERE m.id = p_subject AND m.organisation_id = p_organisation AND m.left_at IS NULL)
        WHEN 'accreditation' THEN (SELECT jsonb_build_object('accredited_until', o.accredited_until)
            FROM organisations o WHERE o.id = p_subject)
        WHEN 'network_police' THEN (SELECT jsonb_build_object('police_members', n.police_members)
            FROM networks n WHERE n.id = p_subject)
        WHEN 'police_budget' THEN (SELECT jsonb_build_object('minimum_sites', n.minimum_sites,
                'questions_a_day', n.questions_a_day) FROM networks n WHERE n.id = p_subject)
        WHEN 'network_join' THEN relais.belongs_now(p_content, p_subject)
        WHEN 'network_leave' THEN relais.belongs_now(p_content, p_subject)
        WHEN 'approver_limit' THEN (SELECT jsonb_build_object('up_to_cents', l.up_to_cents)
            FROM members m LEFT JOIN approver_limits l ON l.member_id = m.id
            WHERE m.id = p_subject AND m.organisation_id = p_organisation AND m.left_at IS NULL)
        WHEN 'rail' THEN jsonb_build_object('active', relais.rail_is_on(p_subject, p_content ->> 'rail'))
        WHEN 'root_rotation' THEN (SELECT jsonb_build_object('times', count(*)) FROM root_rotations r
            WHERE r.root = p_content ->> 'root')
        ELSE '{}' END;
END
$$;

CREATE FUNCTION relais.belongs_now(p_content jsonb, p_organisation uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('member', EXISTS (SELECT FROM network_members m
        WHERE m.network_id = n.id AND m.organisation_id = o.id))
    FROM networks n, organisations o WHERE n.id = (p_content ->> 'network_id')::uuid AND o.id = p_organisation
$$;

CREATE FUNCTION relais.apply_setting(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CASE p.kind
        WHEN 'invitation' THEN PERFORM relais.apply_invitation(p);
        WHEN 'access' THEN PERFORM relais.apply_access(p);
        WHEN 'network_create' THEN PERFORM relais.apply_network_create(p);
        WHEN 'network_join' THEN PERFORM relais.apply_network_join(p);
        WHEN 'network_leave' THEN PERFORM relais.apply_network_leave(p);
        WHEN 'network_police' THEN PERFORM relais.apply_network_police(p);
        WHEN 'network_term' THEN PERFORM relais.apply_network_term(p);
        WHEN 'police_budget' THEN PERFORM relais.apply_police_budget(p);
        WHEN 'organisation_create' THEN PERFORM relais.apply_organisation_create(p);
        WHEN 'accreditation' THEN PERFORM relais.apply_accreditation(p);
        WHEN 'approver_limit' THEN PERFORM relais.apply_approver_limit(p);
        WHEN 'rail' THEN PERFORM relais.apply_rail(p);
        WHEN 'payee' THEN PERFORM relais.apply_payee(p);
        WHEN 'root_rotation' THEN PERFORM relais.apply_root_rotation(p);
    END CASE;
END
$$;
"""

WAYS = """
-- Proposes, if the caller may and the change is possible now; no row when it is not theirs to propose.
CREATE FUNCTION relais.propose(p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb,
        p_lapses_at timestamptz) RETURNS SETOF proposals
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    made proposals;
    standing jsonb;
BEGIN
    IF NOT relais.may_settle(relais.member(), p_kind, p_organisation, p_subject, p_content)
       OR (p_kind IN ('network_police', 'network_term', 'police_budget', 'organisation_create')
           AND p_organisation <> relais.organisation()) THEN
        RETURN;
    END IF;
    PERFORM relais.lock_setting(p_subject);
    standing := relais.setting_now(p_kind, p_organisation, p_subject, p_content);
    IF standing IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO proposals (organisation_id, kind, subject, content, was, proposed_by, proposed_from, proposed_at,
                           lapses_at)
    VALUES (p_organisation, p_kind, p_subject, p_content, standing, relais.member(), relais.organisation(),
            relais.now(), p_lapses_at)
    RETURNING * INTO made;
    BEGIN  -- A rehearsal, taken back: what cannot be carried out is not worth a second person's time.
        PERFORM relais.apply_setting(made);
        RAISE EXCEPTION USING ERRCODE = 'RL000';
    EXCEPTION WHEN SQLSTATE 'RL000' THEN NULL;
    END;
    RETURN NEXT made;
END
$$;

-- The second person's word, and in the same moment the change. No row: there is no such proposal for the caller.
CREATE FUNCTION relais.put_in_force(p_proposal uuid) RETURNS SETOF proposals
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    p proposals;
BEGIN
    SELECT * INTO p FROM proposals x WHERE x.id = p_proposal FOR UPDATE;
    IF NOT FOUND OR NOT relais.sees_proposal(p) THEN
        RETURN;
    END IF;
    PERFORM relais.check_signature(p);
    PERFORM relais.lock_setting(p.subject);
    IF relais.setting_now(p.kind, p.organisation_id, p.subject, p.content) IS DISTINCT FROM p.was THEN
        PERFORM relais.refuse_setting('it is no longer what it was', 'proposals_changed_meanwhile');
    END IF;
    UPDATE proposals x SET state = 'in_force', signed_by = relais.member(), signed_at = relais.now()
    WHERE x.id = p.id RETURNING * INTO p;
    PERFORM relais.apply_setting(p);
    RETURN NEXT p;
END
$$;

CREATE FUNCTION relais.check_signature(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p.state <> 'open' THEN
        PERFORM relais.refuse_setting('already decided', 'proposals_decided');
    ELSIF p.lapses_at <= relais.now() THEN
        PERFORM relais.refuse_setting('nobody signed in time', 'proposals_lapsed');
    ELSIF p.proposed_by = relais.member() THEN
        PERFORM relais.refuse_setting('another person signs', 'proposals_two_people');
    END IF;
    -- Neither of the two loses the right while this is decided.
    PERFORM FROM members m WHERE m.id IN (p.proposed_by, relais.member()) ORDER BY m.id FOR SHARE;
    IF NOT relais.may_settle(relais.member(), p.kind, p.organisation_id, p.subject, p.content) THEN
        PERFORM relais.refuse_setting('not for this role to sign', 'proposals_signer');
    ELSIF NOT relais.may_settle(p.proposed_by, p.kind, p.organisation_id, p.subject, p.content) THEN
        PERFORM relais.refuse_setting('whoever proposed it may no longer', 'proposals_proposer');
    ELSIF NOT relais.pair_suffices(p, relais.member()) THEN
        PERFORM relais.refuse_setting('these two do not suffice', 'proposals_pair');
    END IF;
END
$$;

CREATE FUNCTION relais.sees_proposal(p proposals) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p.proposed_by = relais.member()
        OR relais.may_settle(relais.member(), p.kind, p.organisation_id, p.subject, p.content)
        OR (p.organisation_id = relais.organisation() AND relais.keeps(relais.member(), p.organisation_id));
END
$$;

CREATE FUNCTION relais.withdraw_proposal(p_proposal uuid) RETURNS SETOF proposals
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    p proposals;
BEGIN
    SELECT * INTO p FROM proposals x WHERE x.id = p_proposal AND x.proposed_by = relais.member() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF p.state <> 'open' THEN
        PERFORM relais.refuse_setting('already decided', 'proposals_decided');
    END IF;
    RETURN QUERY UPDATE proposals x SET state = 'withdrawn', withdrawn_at = relais.now() WHERE x.id = p.id RETURNING *;
END
$$;

-- What the caller proposed, may sign, or answers for, the newest first. One that nobody signed in time has lapsed.
CREATE FUNCTION relais.visible_proposals(p_open boolean)
    RETURNS TABLE (id uuid, organisation_id uuid, organisation_name text, kind text, subject uuid, content jsonb,
        was jsonb, proposed_by uuid, proposed_at timestamptz, lapses_at timestamptz, state text, signed_by uuid,
        signed_at timestamptz, may_sign boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.organisation_id, o.name, p.kind, p.subject, p.content, p.was, p.proposed_by, p.proposed_at,
        p.lapses_at, CASE WHEN p.state = 'open' AND p.lapses_at <= relais.now() THEN 'lapsed' ELSE p.state END,
        p.signed_by, p.signed_at,
        p.state = 'open' AND p.lapses_at > relais.now() AND p.proposed_by <> relais.member()
            AND relais.may_settle(relais.member(), p.kind, p.organisation_id, p.subject, p.content)
            AND relais.pair_suffices(p, relais.member())
    FROM proposals p JOIN organisations o ON o.id = p.organisation_id
    WHERE (NOT p_open OR (p.state = 'open' AND p.lapses_at > relais.now())) AND relais.sees_proposal(p)
    ORDER BY p.proposed_at DESC, p.id LIMIT 500
$$;
"""

SQL = TABLE + RULES + WAYS

PRIVATE = (
    "refuse_setting(text, text)",
    "lock_setting(uuid)",
    "may_settle(uuid, text, uuid, uuid, jsonb)",
    "pair_suffices(proposals, uuid)",
    "setting_now(text, uuid, uuid, jsonb)",
    "belongs_now(jsonb, uuid)",
    "apply_setting(proposals)",
    "check_signature(proposals)",
    "sees_proposal(proposals)",
)
CALLED = (
    "propose(text, uuid, uuid, jsonb, timestamptz)",
    "put_in_force(uuid)",
    "withdraw_proposal(uuid)",
    "visible_proposals(boolean)",
)
