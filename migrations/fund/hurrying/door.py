"""The emergency door in SQL: the policy's ceilings over a rolling day, and a right that freezes by itself (FND-10)."""

SQL = """
-- What no second person approved in the last 24 hours, of every fund: for a request's case, its pivot, and their
-- organisation. Neither splitting, nor several funds, nor inventing cases makes it smaller.
CREATE FUNCTION relais.issued_without_people(p_request uuid, p_at timestamptz)
    RETURNS TABLE (of_case bigint, of_pivot bigint, of_organisation bigint) LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(relais.still_promised(t)) FILTER (WHERE k.case_id = its.case_id), 0)::bigint,
        coalesce(sum(relais.still_promised(t)) FILTER (WHERE r.requested_by = asked.requested_by), 0)::bigint,
        coalesce(sum(relais.still_promised(t)) FILTER (WHERE r.organisation_id = asked.organisation_id), 0)::bigint
    FROM fund_requests asked JOIN request_cases its ON its.request_id = asked.id
    JOIN fund_requests r ON r.organisation_id = asked.organisation_id
        OR r.id IN (SELECT same.request_id FROM request_cases same WHERE same.case_id = its.case_id)
    LEFT JOIN request_cases k ON k.request_id = r.id
    JOIN decisions d ON d.request_id = r.id AND d.kind IN ('by_rule', 'self_issued')
    JOIN transfers t ON t.decision_id = d.id AND t.kind = 'earmark' AND t.made_at > p_at - interval '24 hours'
    WHERE asked.id = p_request
$$;

-- Why a pivot issues nothing alone at this moment: `objected` until two people restore it, `owed` while a second
-- signature under theirs is late, `owed_here` while so many of their organisation's are. Null: the door is open.
CREATE FUNCTION relais.self_issue_frozen(p_member uuid, p_organisation uuid, p_policy policies, p_at timestamptz)
    RETURNS text LANGUAGE sql STABLE AS $$
    WITH late AS (
        SELECT d.made_by FROM decisions d
        WHERE d.organisation_id = p_organisation AND d.kind = 'self_issued' AND d.review_by <= p_at
          AND NOT EXISTS (SELECT FROM reviews v WHERE v.decision_id = d.id)
    ), freezes AS (
        SELECT coalesce((p_policy.document::jsonb -> 'reviews' ->> 'organisation_freezes_at')::integer, 3) AS at
    )
    SELECT CASE
        WHEN EXISTS (SELECT FROM decisions d JOIN reviews v ON v.decision_id = d.id AND v.outcome = 'objected'
            WHERE d.organisation_id = p_organisation AND d.kind = 'self_issued' AND d.made_by = p_member
              AND (SELECT count(*) FROM restorations s WHERE s.decision_id = d.id) < 2) THEN 'objected'
        WHEN EXISTS (SELECT FROM late WHERE late.made_by = p_member) THEN 'owed'
        WHEN freezes.at > 0 AND (SELECT count(*) FROM late) >= freezes.at THEN 'owed_here'
        END
    FROM freezes
$$;

-- The same for the caller, at a fund whose policy this is.
CREATE FUNCTION relais.my_emergency_door(p_policy uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.self_issue_frozen(relais.member(), relais.organisation(), p, relais.now())
    FROM policies p WHERE p.id = p_policy
$$;

CREATE FUNCTION relais.check_emergency_door(p_transfer transfers, p_decision decisions) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    policy policies;
    door jsonb;
    asked fund_requests;
    before record;
BEGIN
    SELECT * INTO asked FROM fund_requests r WHERE r.id = p_decision.request_id;
    SELECT * INTO policy FROM policies p WHERE p.id = p_decision.policy_id;
    door := policy.document::jsonb -> 'self_issue';
    -- In nobody else's name: the second signature that is owed freezes whoever made the decision.
    IF p_decision.made_by IS DISTINCT FROM asked.requested_by OR NOT EXISTS (SELECT FROM signatures s
            WHERE s.decision_id = p_decision.id AND s.role = 'requester' AND s.member_id = asked.requested_by) THEN
        PERFORM relais.refuse_transfer('a signature is missing', 'transfers_signed');
    END IF;
    IF relais.self_issue_frozen(asked.requested_by, asked.organisation_id, policy, p_transfer.made_at) IS NOT NULL THEN
        PERFORM relais.refuse_transfer('a second signature is owed', 'transfers_emergency_frozen');
    END IF;
    SELECT * INTO before FROM relais.issued_without_people(asked.id, p_transfer.made_at);
    IF (before.of_case + p_transfer.amount_cents
            <= least((door ->> 'per_case_cents')::bigint, policy.self_issue_up_to_cents)
        AND before.of_pivot + p_transfer.amount_cents <= (door ->> 'per_pivot_cents')::bigint
        AND before.of_organisation + p_transfer.amount_cents <= (door ->> 'per_organisation_cents')::bigint)
        IS NOT TRUE THEN
        PERFORM relais.refuse_transfer('over the ceiling of the emergency door', 'transfers_emergency_ceiling');
    END IF;
END
$$;

-- What a rule or the pivot alone decides is promised in the moment of deciding, for a case that is known: a decision
-- kept for later would stand on the sums, the hour and the policy of another day.
CREATE FUNCTION relais.guard_without_people() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    decision decisions;
BEGIN
    SELECT * INTO decision FROM decisions d WHERE d.id = NEW.decision_id;
    IF decision.kind = 'people' THEN
        -- A lost race: whoever approves looks again, and a new decision begins among those who serve.
        IF NOT relais.signers_serve(decision.id) THEN
            RAISE EXCEPTION 'who signed administers the fund no longer' USING ERRCODE = 'serialization_failure',
                CONSTRAINT = 'transfers_signers_serve', TABLE = 'transfers';
        END IF;
    ELSIF decision.kind IN ('by_rule', 'self_issued') THEN
        IF decision.made_at <> NEW.made_at THEN
            PERFORM relais.refuse_transfer('decided and promised in one moment', 'transfers_at_once');
        ELSIF NOT EXISTS (SELECT FROM request_cases k WHERE k.request_id = decision.request_id) THEN
            PERFORM relais.refuse_transfer('without people, for a case', 'transfers_of_a_case');
        ELSIF decision.kind = 'self_issued' THEN
            PERFORM relais.lock_promises(decision.request_id, decision.kind);
            PERFORM relais.check_emergency_door(NEW, decision);
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guards_without_people BEFORE INSERT ON transfers FOR EACH ROW WHEN (NEW.kind = 'earmark')
    EXECUTE FUNCTION relais.guard_without_people();
"""

PRIVATE = (
    "issued_without_people(uuid, timestamptz)",
    "self_issue_frozen(uuid, uuid, policies, timestamptz)",
    "check_emergency_door(transfers, decisions)",
    "guard_without_people()",
)
CALLED = ("my_emergency_door(uuid)",)
