"""The second signature under what one person or a rule decided: given or refused by somebody else (FND-10)."""

TABLES = """
-- A rule's decision carries the number that it drew (0 to 9999, by a keyed digest of its id), and PostgreSQL derives
-- from the signed policy's share by when somebody looks at it. Without a number it is looked at.
ALTER TABLE decisions ADD COLUMN draw smallint CHECK (draw BETWEEN 0 AND 9999);
ALTER TABLE decisions ADD COLUMN look_by timestamptz;
ALTER TABLE decisions ADD CONSTRAINT decisions_looks CHECK (look_by IS NULL OR kind = 'by_rule');
CREATE INDEX decisions_self_issued_idx ON decisions (organisation_id, made_by, review_by) WHERE kind = 'self_issued';
CREATE INDEX decisions_look_idx ON decisions (fund_organisation_id, look_by) WHERE look_by IS NOT NULL;

CREATE FUNCTION relais.draw_second_look() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    looks jsonb := (SELECT p.document::jsonb -> 'reviews' FROM policies p WHERE p.id = NEW.policy_id);
BEGIN
    NEW.look_by := CASE WHEN coalesce(NEW.draw < 100 * coalesce((looks ->> 'second_look_percent')::integer, 10), true)
        THEN NEW.made_at + make_interval(days => coalesce((looks ->> 'second_look_days')::integer, 7)) END;
    RETURN NEW;
END
$$;
CREATE TRIGGER draws_second_look BEFORE INSERT ON decisions FOR EACH ROW WHEN (NEW.kind = 'by_rule')
    EXECUTE FUNCTION relais.draw_second_look();

-- By when the second signature is owed is the signed policy's number: whoever issues alone does not set their own time.
CREATE FUNCTION relais.review_is_owed_in_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF (NEW.review_by <= NEW.made_at + (SELECT (p.document::jsonb #>> '{self_issue,review_within_days}')::integer
            FROM policies p WHERE p.id = NEW.policy_id) * interval '24 hours') IS NOT TRUE THEN
        RAISE EXCEPTION 'the second signature is owed by the policy''s time' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_review_by', TABLE = 'decisions';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER owed_in_time BEFORE INSERT ON decisions FOR EACH ROW WHEN (NEW.kind = 'self_issued')
    EXECUTE FUNCTION relais.review_is_owed_in_time();

CREATE TABLE reviews (
    decision_id uuid PRIMARY KEY REFERENCES decisions,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('second_signature', 'second_look')),
    outcome text NOT NULL CHECK (outcome IN ('agreed', 'objected')),
    code text CHECK (code IN ('could_have_waited', 'another_way', 'amount_too_high', 'not_covered', 'facts_missing',
        'other')),
    member_id uuid NOT NULL,
    reviewed_at timestamptz NOT NULL,
    CONSTRAINT reviews_coded CHECK ((outcome = 'objected') = (code IS NOT NULL))
);
CREATE INDEX reviews_fund_idx ON reviews (fund_organisation_id, reviewed_at);
INSERT INTO reviews (decision_id, organisation_id, fund_organisation_id, kind, outcome, member_id, reviewed_at)
SELECT s.decision_id, s.organisation_id, s.fund_organisation_id, 'second_signature', 'agreed', s.member_id, s.signed_at
FROM signatures s JOIN decisions d ON d.id = s.decision_id AND d.kind = 'self_issued' WHERE s.role = 'reviewer';

-- After an objection two people give the right to issue back.
CREATE TABLE restorations (
    decision_id uuid NOT NULL REFERENCES reviews,
    member_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    restored_at timestamptz NOT NULL,
    CONSTRAINT restorations_once PRIMARY KEY (decision_id, member_id)
);
"""

RULES = """
-- Whether a member accompanies the case that a request is for: then they do not judge it.
CREATE FUNCTION relais.accompanies_request(p_member uuid, p_request uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM request_cases k JOIN cases c ON c.id = k.case_id WHERE k.request_id = p_request
        AND (p_member IN (c.pivot_member_id, c.backup_member_id) OR EXISTS (SELECT FROM case_access a
            WHERE a.case_id = c.id AND a.member_id = p_member AND a.until > relais.now())))
$$;

-- An administrator of the fund, by their own hand, who neither asked nor accompanies the case.
CREATE FUNCTION relais.judge_is_separate(p_decision decisions, p_member uuid, p_table text) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF (p_member = relais.member()
            AND relais.has_role(p_member, p_decision.fund_organisation_id, 'fund_administrator')) IS NOT TRUE THEN
        RAISE EXCEPTION 'an administrator of the fund judges, by their own hand' USING ERRCODE = 'check_violation',
            CONSTRAINT = p_table || '_own_hand', TABLE = p_table;
    END IF;
    IF EXISTS (SELECT FROM fund_requests r WHERE r.id = p_decision.request_id AND r.requested_by = p_member)
            OR relais.accompanies_request(p_member, p_decision.request_id) THEN
        RAISE EXCEPTION 'nobody judges what they asked for, or a case of theirs' USING ERRCODE = 'check_violation',
            CONSTRAINT = p_table || '_not_own', TABLE = p_table;
    END IF;
END
$$;

CREATE FUNCTION relais.review_is_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    decision decisions;
BEGIN
    SELECT * INTO decision FROM decisions d WHERE d.id = NEW.decision_id
        AND d.organisation_id = NEW.organisation_id AND d.fund_organisation_id = NEW.fund_organisation_id;
    IF (CASE NEW.kind WHEN 'second_signature' THEN decision.kind = 'self_issued'
            ELSE decision.look_by IS NOT NULL END) IS NOT TRUE THEN
        RAISE EXCEPTION 'nobody asked for this review' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'reviews_asked_for', TABLE = 'reviews';
    END IF;
    PERFORM relais.judge_is_separate(decision, NEW.member_id, 'reviews');
    RETURN NEW;
END
$$;
CREATE TRIGGER is_due BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION relais.review_is_due();

CREATE FUNCTION relais.restoration_is_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    decision decisions;
BEGIN
    SELECT d.* INTO decision FROM decisions d JOIN reviews v ON v.decision_id = d.id
    WHERE d.id = NEW.decision_id AND v.kind = 'second_signature' AND v.outcome = 'objected'
      AND d.organisation_id = NEW.organisation_id AND d.fund_organisation_id = NEW.fund_organisation_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing was objected to' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'restorations_of_objections', TABLE = 'restorations';
    END IF;
    PERFORM relais.judge_is_separate(decision, NEW.member_id, 'restorations');
    RETURN NEW;
END
$$;
CREATE TRIGGER is_due BEFORE INSERT ON restorations FOR EACH ROW EXECUTE FUNCTION relais.restoration_is_due();

-- Who may judge what waits at a fund: the queue names those decisions that the caller may not.
CREATE FUNCTION relais.not_mine_to_judge(p_decisions uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.id FROM decisions d JOIN fund_requests r ON r.id = d.request_id
    WHERE d.id = ANY (p_decisions) AND d.fund_organisation_id = relais.organisation()
      AND (r.requested_by = relais.member() OR relais.accompanies_request(relais.member(), r.id))
$$;
"""

DRAWS = """
-- For auditors: what a fund's rules approved in a month, the number that each decision drew, and what was said of it.
CREATE FUNCTION relais.draws_of(p_fund uuid, p_since timestamptz, p_until timestamptz)
    RETURNS TABLE (decision_id uuid, made_at timestamptz, draw smallint, percent integer, look_by timestamptz,
        outcome text, code text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.id, d.made_at, d.draw,
        coalesce((p.document::jsonb -> 'reviews' ->> 'second_look_percent')::integer, 10), d.look_by, v.outcome, v.code
    FROM decisions d JOIN policies p ON p.id = d.policy_id LEFT JOIN reviews v ON v.decision_id = d.id
    WHERE d.fund_organisation_id = p_fund AND d.kind = 'by_rule' AND d.made_at >= p_since AND d.made_at < p_until
      AND relais.audits(p_fund)
    ORDER BY d.made_at, d.id
$$;
"""

RIGHTS = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON {table} FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON {table} TO relais_app USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY lens ON {table} FOR SELECT TO relais_lens USING (true);
CREATE POLICY in_role ON {table} AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
GRANT SELECT, INSERT ON {table} TO relais_app;
GRANT SELECT ON {table} TO relais_lens;
"""
    for table in ("reviews", "restorations")
)

SQL = TABLES + RULES + DRAWS + RIGHTS

PRIVATE = (
    "draw_second_look()",
    "review_is_owed_in_time()",
    "accompanies_request(uuid, uuid)",
    "judge_is_separate(decisions, uuid, text)",
    "review_is_due()",
    "restoration_is_due()",
)
CALLED = ("not_mine_to_judge(uuid[])", "draws_of(uuid, timestamptz, timestamptz)")
