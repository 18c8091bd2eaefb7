"""The policy's bands and ceilings, held by the ledger itself: read from the signed document, over a rolling day
(FND-10)."""

SQL = """
-- How many people sign for a sum, by the bands of a signed policy; beside them the number that was always held.
CREATE FUNCTION relais.approvers_for(p policies, p_cents bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(CASE WHEN p_cents > p.one_person_up_to_cents THEN 2 ELSE 1 END, (
        SELECT (b.band ->> 'approvers')::integer
        FROM jsonb_array_elements(p.document::jsonb -> 'bands') WITH ORDINALITY AS b (band, n)
        WHERE b.band ->> 'up_to_cents' IS NULL OR p_cents <= (b.band ->> 'up_to_cents')::bigint ORDER BY b.n LIMIT 1))
$$;

-- What is still promised of an earmark.
CREATE FUNCTION relais.still_promised(t transfers) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT t.amount_cents - coalesce(sum(v.amount_cents), 0)::bigint FROM transfers v
    WHERE v.pending_id = t.id AND v.kind IN ('void', 'expiry')
$$;

-- What a fund promised to a request's case in the last 24 hours: in all, and by rule in one category.
CREATE FUNCTION relais.promised_to_case(p_request uuid, p_category text, p_at timestamptz)
    RETURNS TABLE (cents bigint, ruled_of_category bigint) LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(relais.still_promised(t)), 0)::bigint,
        coalesce(sum(relais.still_promised(t)) FILTER (WHERE d.kind = 'by_rule' AND l.category = p_category), 0)::bigint
    FROM fund_requests asked JOIN request_cases its ON its.request_id = asked.id
    JOIN request_cases k ON k.case_id = its.case_id
    JOIN fund_requests r ON r.id = k.request_id AND r.fund_organisation_id = asked.fund_organisation_id
    JOIN request_lines l ON l.request_id = r.id
    JOIN transfers t ON t.line_id = l.id AND t.kind = 'earmark' AND t.made_at > p_at - interval '24 hours'
    JOIN decisions d ON d.id = t.decision_id
    WHERE asked.id = p_request
$$;

-- What rules alone promised in the last 24 hours, by a fund, to a request's pivot and to their organisation.
CREATE FUNCTION relais.ruled_in_a_day(p_request uuid, p_at timestamptz)
    RETURNS TABLE (of_pivot bigint, of_organisation bigint) LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(relais.still_promised(t)) FILTER (WHERE r.requested_by = asked.requested_by), 0)::bigint,
        coalesce(sum(relais.still_promised(t)), 0)::bigint
    FROM fund_requests asked
    JOIN transfers t ON t.organisation_id = asked.fund_organisation_id AND t.kind = 'earmark'
        AND t.made_at > p_at - interval '24 hours'
    JOIN decisions d ON d.id = t.decision_id AND d.kind = 'by_rule'
    JOIN fund_requests r ON r.id = d.request_id AND r.organisation_id = asked.organisation_id
    WHERE asked.id = p_request
$$;

-- Whoever promises to the same case, or for the same pivots without a person, waits: two at once see each other.
CREATE FUNCTION relais.lock_promises(p_request uuid, p_kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    asked record;
BEGIN
    SELECT r.organisation_id, k.case_id INTO asked FROM fund_requests r JOIN request_cases k ON k.request_id = r.id
    WHERE r.id = p_request;
    IF p_kind IN ('by_rule', 'self_issued') THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('fund of organisation ' || asked.organisation_id, 0));
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('fund of case ' || asked.case_id, 0));
END
$$;

CREATE FUNCTION relais.check_rule_ceilings(p_transfer transfers, p_decision decisions, p_policy policies) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    document jsonb := p_policy.document::jsonb;
    of_category text;
    ceiling bigint;
    of_case record;
    of_day record;
BEGIN
    SELECT l.category INTO of_category FROM request_lines l WHERE l.id = p_transfer.line_id;
    SELECT least((c ->> 'automatic_up_to_cents')::bigint, p_policy.automatic_up_to_cents) INTO ceiling
    FROM jsonb_array_elements(document -> 'categories') c WHERE c ->> 'category' = of_category;
    SELECT * INTO of_case FROM relais.promised_to_case(p_decision.request_id, of_category, p_transfer.made_at);
    SELECT * INTO of_day FROM relais.ruled_in_a_day(p_decision.request_id, p_transfer.made_at);
    IF (of_case.ruled_of_category + p_transfer.amount_cents <= ceiling
        AND of_day.of_pivot + p_transfer.amount_cents <= (document -> 'automatic' ->> 'per_pivot_cents')::bigint
        AND of_day.of_organisation + p_transfer.amount_cents
            <= (document -> 'automatic' ->> 'per_organisation_cents')::bigint) IS NOT TRUE THEN
        PERFORM relais.refuse_transfer('no rule approves this much', 'transfers_automatic_ceiling');
    END IF;
END
$$;

CREATE FUNCTION relais.check_signers(p_transfer transfers, p_decision decisions, p_policy policies) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    now_in_force policies;
    total bigint;
BEGIN
    SELECT p.* INTO now_in_force
    FROM relais.policy_in_force(p_transfer.organisation_id) f JOIN policies p ON p.id = f.id;
    IF NOT FOUND THEN
        now_in_force := p_policy;
    END IF;
    SELECT s.cents + p_transfer.amount_cents INTO total
    FROM relais.promised_to_case(p_decision.request_id, NULL, p_transfer.made_at) s;
    IF greatest(p_decision.signers_required, relais.approvers_for(now_in_force, total)) > (SELECT count(*)
            FROM signatures s WHERE s.decision_id = p_decision.id AND s.role = 'approver') THEN
        PERFORM relais.refuse_transfer('a signature is missing', 'transfers_signed');
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION relais.check_earmark(transfer transfers) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    decision decisions;
    policy policies;
    decided bigint;
    promised bigint;
    asked_by uuid;
BEGIN
    SELECT * INTO decision FROM decisions d
        WHERE d.id = transfer.decision_id AND d.fund_organisation_id = transfer.organisation_id;
    PERFORM relais.lock_promises(decision.request_id, decision.kind);
    SELECT * INTO policy FROM policies p WHERE p.id = decision.policy_id;
    SELECT l.amount_cents INTO decided FROM decision_lines l JOIN request_lines a ON a.id = l.line_id
        WHERE l.decision_id = decision.id AND l.line_id = transfer.line_id AND l.outcome = 'approved'
          AND a.request_id = decision.request_id;
    SELECT coalesce(sum(t.amount_cents), 0) INTO promised FROM transfers t
        WHERE t.decision_id = decision.id AND t.line_id = transfer.line_id;
    IF decided IS NULL OR promised + transfer.amount_cents > decided THEN
        PERFORM relais.refuse_transfer('no decision promises this amount for this line', 'transfers_decided');
    END IF;
    IF decision.kind = 'people' THEN
        PERFORM relais.check_signers(transfer, decision, policy);
    ELSIF decision.kind = 'by_rule' THEN
        PERFORM relais.check_rule_ceilings(transfer, decision, policy);
    ELSIF decision.kind = 'self_issued' THEN
        SELECT r.requested_by INTO asked_by FROM fund_requests r WHERE r.id = decision.request_id;
        -- The absolute ceiling of section 1, per person and rolling day, over every fund and every case.
        SELECT coalesce(sum(t.amount_cents), 0) INTO promised
        FROM fund_requests r JOIN decisions d ON d.request_id = r.id JOIN transfers t ON t.decision_id = d.id
        WHERE r.requested_by = asked_by AND d.kind = 'self_issued' AND t.kind = 'earmark'
          AND t.made_at > transfer.made_at - interval '24 hours';
        IF promised + transfer.amount_cents > 50000 THEN
            PERFORM relais.refuse_transfer('over the absolute emergency ceiling', 'transfers_emergency_ceiling');
        END IF;
        IF NOT EXISTS (SELECT FROM signatures s WHERE s.decision_id = decision.id AND s.role = 'requester') THEN
            PERFORM relais.refuse_transfer('a signature is missing', 'transfers_signed');
        END IF;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION relais.decision_is_within_policy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    policy policies;
BEGIN
    SELECT * INTO policy FROM policies p WHERE p.id = NEW.policy_id AND p.organisation_id = NEW.fund_organisation_id;
    IF policy IS NULL OR (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = policy.id) < 2 THEN
        RAISE EXCEPTION 'a decision stands on a policy of its fund that two people signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decisions_signed_policy', TABLE = 'decisions';
    END IF;
    IF NOT EXISTS (SELECT FROM fund_requests r WHERE r.id = NEW.request_id
            AND r.organisation_id = NEW.organisation_id AND r.fund_organisation_id = NEW.fund_organisation_id) THEN
        RAISE EXCEPTION 'a decision has the two sides of its request' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_of_their_request', TABLE = 'decisions';
    END IF;
    IF NEW.kind = 'people' AND NEW.signers_required < relais.approvers_for(policy, NEW.total_24h_cents) THEN
        RAISE EXCEPTION 'this sum needs more people' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_two_people', TABLE = 'decisions';
    END IF;
    RETURN NEW;
END
$$;
"""

PRIVATE = (
    "approvers_for(policies, bigint)",
    "still_promised(transfers)",
    "promised_to_case(uuid, text, timestamptz)",
    "ruled_in_a_day(uuid, timestamptz)",
    "lock_promises(uuid, text)",
    "check_rule_ceilings(transfers, decisions, policies)",
    "check_signers(transfers, decisions, policies)",
)
CALLED: tuple[str, ...] = ()
