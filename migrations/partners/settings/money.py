"""Who may sign how much, which rails are on, whom a fund pays, and the rotation of a root key (FND-08, FND-10)."""

TABLE = """
-- What one administrator may approve in all for a case over a day; without a row, whatever the policy says.
CREATE TABLE approver_limits (
    member_id uuid PRIMARY KEY REFERENCES members,
    organisation_id uuid NOT NULL REFERENCES organisations,
    up_to_cents bigint NOT NULL CHECK (up_to_cents BETWEEN 0 AND 100000000)
);
CREATE TABLE fund_rails (
    organisation_id uuid NOT NULL REFERENCES organisations,
    rail text NOT NULL CHECK (rail IN ('stripe_connect', 'manual_etransfer', 'manual_cheque', 'manual_cash')),
    active boolean NOT NULL,
    PRIMARY KEY (organisation_id, rail)
);
CREATE TABLE root_rotations (
    id uuid PRIMARY KEY REFERENCES proposals,
    root text NOT NULL CHECK (root IN ('care', 'financial')),
    ordered_at timestamptz NOT NULL,
    done_at timestamptz
);
ALTER TABLE approver_limits ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON approver_limits TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY lens ON approver_limits TO relais_lens USING (true);
ALTER TABLE fund_rails ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON fund_rails TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY lens ON fund_rails TO relais_lens USING (true);
GRANT SELECT ON approver_limits, fund_rails TO relais_app;
GRANT SELECT, INSERT, UPDATE (up_to_cents), DELETE ON approver_limits TO relais_lens;
GRANT SELECT, INSERT, UPDATE (active) ON fund_rails TO relais_lens;
GRANT SELECT, INSERT, UPDATE (done_at) ON root_rotations TO relais_lens;

-- FND-08: a payee comes from a proposal, account and rail included, whoever is paid; its account is never edited.
UPDATE payees SET usable_from = NULL WHERE confirmed_by IS NULL;
ALTER TABLE payees DROP CONSTRAINT payees_confirmed;
ALTER TABLE payees ADD CONSTRAINT payees_confirmed CHECK ((usable_from IS NULL) = (confirmed_by IS NULL));
REVOKE INSERT (id, organisation_id, code, name, region, partner_organisation_id, rail, account, proposed_by,
    proposed_at, usable_from) ON payees FROM relais_app;
REVOKE UPDATE (confirmed_by, usable_from) ON payees FROM relais_app;
CREATE POLICY lens_makes ON payees FOR INSERT TO relais_lens WITH CHECK (true);
GRANT INSERT ON payees TO relais_lens;
CREATE FUNCTION relais.payee_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'an ended payee is proposed anew' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'payees_stay_ended', TABLE = 'payees';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stays_ended BEFORE UPDATE ON payees FOR EACH ROW EXECUTE FUNCTION relais.payee_stays_ended();
"""

RULES = """
CREATE FUNCTION relais.rail_is_on(p_organisation uuid, p_rail text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT r.active FROM fund_rails r WHERE r.organisation_id = p_organisation AND r.rail = p_rail),
        true)
$$;

CREATE FUNCTION relais.apply_approver_limit(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT relais.has_role(p.subject, p.organisation_id, 'fund_administrator') THEN
        PERFORM relais.refuse_setting('only an administrator of the fund approves', 'approver_limits_of_approvers');
    END IF;
    DELETE FROM approver_limits l WHERE l.member_id = p.subject;
    INSERT INTO approver_limits (member_id, organisation_id, up_to_cents)
    SELECT p.subject, p.organisation_id, (p.content ->> 'up_to_cents')::bigint
    WHERE p.content ->> 'up_to_cents' IS NOT NULL;
END
$$;

CREATE FUNCTION relais.apply_rail(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fund_rails AS r (organisation_id, rail, active)
    VALUES (p.subject, p.content ->> 'rail', (p.content ->> 'active')::boolean)
    ON CONFLICT (organisation_id, rail) DO UPDATE SET active = EXCLUDED.active;
END
$$;

-- A partner of a shared network is paid from the second signature on; anybody else after the policy's wait.
CREATE FUNCTION relais.apply_payee(p proposals) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partner uuid := (p.content ->> 'partner_organisation_id')::uuid;
    wait interval := interval '0';
BEGIN
    IF partner IS NOT NULL AND NOT EXISTS (SELECT FROM network_members mine JOIN network_members theirs
            ON theirs.network_id = mine.network_id
            WHERE mine.organisation_id = p.organisation_id AND theirs.organisation_id = partner) THEN
        PERFORM relais.refuse_setting('no network is shared with this partner', 'payees_partner');
    ELSIF partner IS NULL THEN
        wait := make_interval(hours => coalesce((SELECT (f.document::jsonb ->> 'new_payee_wait_hours')::integer
            FROM relais.policy_in_force(p.organisation_id) f), 24));
    END IF;
    INSERT INTO payees (id, organisation_id, code, name, region, partner_organisation_id, rail, account, proposed_by,
                        proposed_at, confirmed_by, usable_from)
    VALUES (p.subject, p.organisation_id, p.content ->> 'code', p.content ->> 'name', p.content ->> 'region', partner,
            p.content ->> 'rail', p.content ->> 'account', p.proposed_by, p.proposed_at, p.signed_by,
            CASE WHEN p.signed_by IS NOT NULL THEN relais.now() + wait END);
END
$$;

CREATE FUNCTION relais.apply_root_rotation(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO root_rotations (id, root, ordered_at) VALUES (p.id, p.content ->> 'root', relais.now());
END
$$;
"""

TRIGGERS = """
CREATE FUNCTION relais.signature_is_within_limit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.role = 'approver' AND EXISTS (SELECT FROM approver_limits l JOIN decisions d ON d.id = NEW.decision_id
            WHERE l.member_id = NEW.member_id AND l.up_to_cents < greatest(d.total_24h_cents, (
                SELECT sum(a.amount_cents) FROM decision_lines a WHERE a.decision_id = d.id))) THEN
        RAISE EXCEPTION 'this sum is above what this person approves' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'signatures_within_limit', TABLE = 'signatures';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER within_limit BEFORE INSERT ON signatures
    FOR EACH ROW EXECUTE FUNCTION relais.signature_is_within_limit();

-- Nothing new leaves by a rail that is off; what has left already is a fact, and is told.
CREATE FUNCTION relais.payout_takes_an_open_rail() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT relais.rail_is_on(NEW.organisation_id, NEW.rail) THEN
        RAISE EXCEPTION 'this rail is off' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_rail_is_on', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER open_rail BEFORE UPDATE OF state ON payout_intents FOR EACH ROW
    WHEN (OLD.state IN ('held', 'ready') AND NEW.state IN ('leaving', 'waiting'))
    EXECUTE FUNCTION relais.payout_takes_an_open_rail();

-- ELG-08: a policy is signed by those who administer its fund today, whatever else they are there; and what somebody
-- proposed goes with them, like every proposal: back as a new member, they would be their own second person.
CREATE FUNCTION relais.policy_signer_administers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT relais.has_role(NEW.member_id, NEW.organisation_id, 'fund_administrator') THEN
        RAISE EXCEPTION 'a policy is signed by its fund''s administrators' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'policy_signatures_administrator', TABLE = 'policy_signatures';
    END IF;
    PERFORM FROM policy_signatures s JOIN members m ON m.id = s.member_id WHERE s.policy_id = NEW.policy_id
        ORDER BY m.id FOR SHARE OF m;
    IF (SELECT count(*) = 1 AND NOT bool_or(relais.has_role(s.member_id, NEW.organisation_id, 'fund_administrator'))
            FROM policy_signatures s WHERE s.policy_id = NEW.policy_id) THEN
        RAISE EXCEPTION 'whoever proposed it may no longer' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'policy_signatures_proposer', TABLE = 'policy_signatures';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER administers BEFORE INSERT ON policy_signatures
    FOR EACH ROW EXECUTE FUNCTION relais.policy_signer_administers();
"""

WAYS = """
CREATE FUNCTION relais.payee_code_is_free(p_code text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM payees p WHERE p.code = p_code)
        AND NOT EXISTS (SELECT FROM proposals p WHERE p.kind = 'payee' AND p.content ->> 'code' = p_code)
$$;
-- The proposal that a payee comes from, for its fund alone.
CREATE FUNCTION relais.payee_proposal(p_payee uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id FROM proposals p
    WHERE p.kind = 'payee' AND p.subject = p_payee AND p.organisation_id = relais.organisation()
$$;
CREATE FUNCTION relais.root_rotations_due() RETURNS TABLE (id uuid, root text, ordered_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.id, r.root, r.ordered_at FROM root_rotations r WHERE r.done_at IS NULL ORDER BY r.ordered_at, r.id
$$;
CREATE FUNCTION relais.root_rotation_done(p_rotation uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE root_rotations r SET done_at = relais.now() WHERE r.id = p_rotation AND r.done_at IS NULL;
    RETURN FOUND;
END
$$;
"""

SQL = TABLE + RULES + TRIGGERS + WAYS

PRIVATE = (
    "rail_is_on(uuid, text)",
    "apply_approver_limit(proposals)",
    "apply_rail(proposals)",
    "apply_payee(proposals)",
    "apply_root_rotation(proposals)",
    "signature_is_within_limit()",
    "payout_takes_an_open_rail()",
    "policy_signer_administers()",
)
CALLED = ("payee_code_is_free(text)", "payee_proposal(uuid)")
FOR_WORKERS = ("root_rotations_due()", "root_rotation_done(uuid)")
