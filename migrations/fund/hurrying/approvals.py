"""What one approver signs for over a rolling day: held to a limit, with the numbers that were true then (FND-10)."""

TABLES = """
ALTER TABLE approver_limits ALTER COLUMN up_to_cents DROP NOT NULL;
ALTER TABLE approver_limits ADD COLUMN day_cents bigint CHECK (day_cents BETWEEN 0 AND 100000000);

-- One row per approver's signature: what they had signed for in the 24 hours before, what this one adds, and the
-- limit of that moment. Money that is taken back later stays counted: it was signed for.
CREATE TABLE approvals (
    decision_id uuid NOT NULL,
    member_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    cents bigint NOT NULL CHECK (cents >= 0),
    before_cents bigint NOT NULL CHECK (before_cents >= 0),
    after_cents bigint NOT NULL GENERATED ALWAYS AS (before_cents + cents) STORED,
    limit_cents bigint,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (decision_id, member_id),
    FOREIGN KEY (decision_id, member_id) REFERENCES signatures (decision_id, member_id),
    CONSTRAINT approvals_within_day CHECK (before_cents + cents <= limit_cents)
);
-- Signatures from before: counted like the others, under no limit.
INSERT INTO approvals (decision_id, member_id, organisation_id, cents, before_cents, signed_at)
WITH old AS (
    SELECT s.decision_id, s.member_id, s.fund_organisation_id, s.signed_at,
        (SELECT coalesce(sum(l.amount_cents), 0)::bigint FROM decision_lines l
            WHERE l.decision_id = s.decision_id AND l.outcome = 'approved') AS cents
    FROM signatures s JOIN decisions d ON d.id = s.decision_id AND d.kind = 'people' WHERE s.role = 'approver'
)
SELECT o.decision_id, o.member_id, o.fund_organisation_id, o.cents, (SELECT coalesce(sum(b.cents), 0) FROM old b
    WHERE b.member_id = o.member_id AND b.signed_at > o.signed_at - interval '24 hours'
      AND (b.signed_at, b.decision_id) < (o.signed_at, o.decision_id)), o.signed_at
FROM old o;
CREATE INDEX approvals_member_idx ON approvals (member_id, signed_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON approvals
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON approvals EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON approvals FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY lens ON approvals TO relais_lens USING (true);
CREATE POLICY in_role ON approvals AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('fund_administrator')));
GRANT SELECT ON approvals TO relais_app;
GRANT SELECT, INSERT ON approvals TO relais_lens;
"""

RULES = """
-- The sum that a signature under this decision would add to the caller's day; whoever signs at the same moment waits.
CREATE FUNCTION relais.approver_day(p_decision uuid)
    RETURNS TABLE (cents bigint, before_cents bigint, limit_cents bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('approvals of ' || relais.member(), 0));
    RETURN QUERY SELECT
        (SELECT coalesce(sum(l.amount_cents), 0) FROM decision_lines l
            WHERE l.decision_id = d.id AND l.outcome = 'approved')::bigint,
        (SELECT coalesce(sum(a.cents), 0) FROM approvals a
            WHERE a.member_id = relais.member() AND a.signed_at > relais.now() - interval '24 hours')::bigint,
        coalesce((SELECT l.day_cents FROM approver_limits l WHERE l.member_id = relais.member()),
            (p.document::jsonb -> 'limits' ->> 'approver_cents')::bigint)
    FROM decisions d JOIN policies p ON p.id = d.policy_id
    WHERE d.id = p_decision AND d.fund_organisation_id = relais.organisation() AND d.kind = 'people';
END
$$;

CREATE FUNCTION relais.keep_approval() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    INSERT INTO approvals (decision_id, member_id, organisation_id, cents, before_cents, limit_cents, signed_at)
    SELECT NEW.decision_id, NEW.member_id, NEW.fund_organisation_id, a.cents, a.before_cents, a.limit_cents,
        NEW.signed_at
    FROM relais.approver_day(NEW.decision_id) a;
    RETURN NEW;
END
$$;
CREATE TRIGGER keeps_approval AFTER INSERT ON signatures FOR EACH ROW WHEN (NEW.role = 'approver')
    EXECUTE FUNCTION relais.keep_approval();

-- Dated otherwise, a signature would not count in the day of whoever gives it.
CREATE FUNCTION relais.signature_is_of_the_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.signed_at <> relais.now() THEN
        RAISE EXCEPTION 'a signature is of its moment' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'signatures_of_the_moment', TABLE = 'signatures';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER the_moment BEFORE INSERT ON signatures FOR EACH ROW WHEN (relais.member() IS NOT NULL)
    EXECUTE FUNCTION relais.signature_is_of_the_moment();

-- What somebody signed stays what they signed.
CREATE FUNCTION relais.lines_before_signatures() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM signatures s WHERE s.decision_id = NEW.decision_id AND s.role = 'approver') THEN
        RAISE EXCEPTION 'nothing is added to what somebody signed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decision_lines_before_signatures', TABLE = 'decision_lines';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER before_signatures BEFORE INSERT ON decision_lines
    FOR EACH ROW EXECUTE FUNCTION relais.lines_before_signatures();

-- Whether everybody who signed a decision still administers its fund; else it is decided anew.
CREATE FUNCTION relais.signers_serve(p_decision uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM signatures s WHERE s.decision_id = p_decision AND s.role = 'approver'
        AND NOT relais.has_role(s.member_id, s.fund_organisation_id, 'fund_administrator'))
$$;

CREATE OR REPLACE FUNCTION relais.apply_approver_limit(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT relais.has_role(p.subject, p.organisation_id, 'fund_administrator') THEN
        PERFORM relais.refuse_setting('only an administrator of the fund approves', 'approver_limits_of_approvers');
    END IF;
    DELETE FROM approver_limits l WHERE l.member_id = p.subject;
    INSERT INTO approver_limits (member_id, organisation_id, up_to_cents, day_cents)
    SELECT p.subject, p.organisation_id, (p.content ->> 'up_to_cents')::bigint, (p.content ->> 'day_cents')::bigint
    WHERE coalesce(p.content ->> 'up_to_cents', p.content ->> 'day_cents') IS NOT NULL;
END
$$;

-- What a proposal would change, as it stands now: an approver's limit has two numbers, the rest is as it was.
ALTER FUNCTION relais.setting_now(text, uuid, uuid, jsonb) RENAME TO setting_now_but_limits;
CREATE FUNCTION relais.setting_now(p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb)
    RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_kind <> 'approver_limit' THEN
        RETURN relais.setting_now_but_limits(p_kind, p_organisation, p_subject, p_content);
    END IF;
    RETURN (SELECT jsonb_build_object('up_to_cents', l.up_to_cents, 'day_cents', l.day_cents)
        FROM members m LEFT JOIN approver_limits l ON l.member_id = m.id
        WHERE m.id = p_subject AND m.organisation_id = p_organisation AND m.left_at IS NULL);
END
$$;
"""

SQL = TABLES + RULES

PRIVATE = (
    "keep_approval()",
    "signature_is_of_the_moment()",
    "lines_before_signatures()",
    "setting_now(text, uuid, uuid, jsonb)",
)
CALLED = ("approver_day(uuid)", "signers_serve(uuid)")
