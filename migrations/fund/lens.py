"""What crosses between a pivot's organisation and a fund: through these functions, and nothing else.

Each looks first whether the caller's organisation is a party to the request; what is not theirs answers like nothing.
"""

RIGHTS = """
CREATE POLICY lens ON policies FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON policy_signatures FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON envelopes FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON accounts TO relais_lens USING (true);
CREATE POLICY lens ON payees FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON fund_requests FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON request_cases FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON request_lines TO relais_lens USING (true);
CREATE POLICY lens ON signatures FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON decisions FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON decision_lines FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON transfers TO relais_lens USING (true);
CREATE POLICY lens ON earmarks TO relais_lens USING (true);
CREATE POLICY lens ON payout_intents TO relais_lens USING (true);
CREATE POLICY lens ON rail_events TO relais_lens USING (true);
CREATE POLICY lens ON outbox FOR INSERT TO relais_lens WITH CHECK (kind = 'fund.send_payout');
GRANT SELECT ON policies, policy_signatures, envelopes, accounts, fund_requests, request_cases, request_lines,
    decisions, decision_lines, signatures, transfers, earmarks, payout_intents, rail_events TO relais_lens;
GRANT SELECT (id, organisation_id, code, name, region, rail, usable_from, ended_at) ON payees TO relais_lens;
GRANT INSERT ON transfers, payout_intents, rail_events, outbox TO relais_lens;
GRANT UPDATE (state, version) ON payout_intents TO relais_lens;
-- The ledger's own triggers act as the lens too, which cannot sign in: nobody else writes balances.
GRANT INSERT ON accounts, earmarks TO relais_lens;
GRANT UPDATE (debits_pending, credits_pending, debits_posted, credits_posted) ON accounts TO relais_lens;
GRANT UPDATE (open_cents) ON earmarks TO relais_lens;
GRANT UPDATE (approved_cents, paid_cents, returned_cents) ON request_lines TO relais_lens;
GRANT EXECUTE ON FUNCTION relais.refuse_transfer(text, text), relais.transfer_joins(text, text, text) TO relais_lens;
"""

READS = """
-- The policy that a fund's requests are judged by at this moment: signed by two people, and begun.
CREATE FUNCTION relais.policy_in_force(fund uuid)
    RETURNS TABLE (id uuid, version integer, document text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.version, p.document FROM policies p
    WHERE p.organisation_id = fund AND p.in_force_from <= (SELECT relais.now())
      AND (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = p.id) >= 2
    ORDER BY p.version DESC LIMIT 1
$$;

-- Whom a pivot can ask: funds and their envelopes by purpose, never how much is left (POL-03).
CREATE FUNCTION relais.open_funds(wanted_region text)
    RETURNS TABLE (fund_id uuid, fund_name text, envelope_id uuid, code text, name text, regions text[],
                   categories text[], ends_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.organisation_id, o.name, e.id, e.code, e.name, e.regions, e.categories, e.ends_at
    FROM envelopes e JOIN organisations o ON o.id = e.organisation_id
    WHERE e.starts_at <= (SELECT relais.now()) AND e.ends_at > (SELECT relais.now())
      AND (wanted_region IS NULL OR e.regions = '{}' OR wanted_region = ANY (e.regions))
      AND EXISTS (SELECT FROM relais.policy_in_force(e.organisation_id))
    ORDER BY o.name, e.code
$$;

-- Whom a fund pays: code, name and region, for the pivot who names the supplier.
CREATE FUNCTION relais.payees_of(fund uuid)
    RETURNS TABLE (id uuid, code text, name text, region text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.code, p.name, p.region FROM payees p
    WHERE p.organisation_id = fund AND p.usable_from <= (SELECT relais.now()) AND p.ended_at IS NULL
    ORDER BY p.name
$$;

-- Envelopes of a fund that suit a region and a category now, soonest to end first. Row-level security is the caller's.
CREATE FUNCTION relais.suitable_envelopes(fund uuid, wanted_region text, wanted_category text)
    RETURNS TABLE (envelope_id uuid, ends_at timestamptz, envelope_key bigint, paid_key bigint, available bigint)
    LANGUAGE sql STABLE AS $$
    SELECT e.id, e.ends_at, a.key, p.key, a.available
    FROM envelopes e
    JOIN accounts a ON a.envelope_id = e.id AND a.kind = 'envelope'
    JOIN accounts p ON p.envelope_id = e.id AND p.kind = 'paid'
    JOIN accounts o ON o.envelope_id = e.id AND o.kind = 'overrun'
    WHERE e.organisation_id = fund AND e.starts_at <= relais.now() AND e.ends_at > relais.now()
      AND (e.regions = '{}' OR wanted_region = ANY (e.regions))
      AND (e.categories = '{}' OR wanted_category = ANY (e.categories))
      AND o.debits_posted <= o.credits_posted
    ORDER BY e.ends_at, a.key
$$;

-- What has been promised over a rolling day: for this request's case by this fund, and, for what no second person
-- approved, by every fund, for the case, the pivot and their organisation (FND-10). A decision `waits` for others
-- who ask the same of the same case, so that two made at once see each other.
CREATE FUNCTION relais.fund_spending(request uuid, waits boolean)
    RETURNS TABLE (case_cents bigint, emergency_case_cents bigint, emergency_pivot_cents bigint,
                   emergency_organisation_cents bigint, automatic_by_category jsonb, automatic_pivot_cents bigint,
                   automatic_organisation_cents bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked fund_requests;
    of_case uuid;
BEGIN
    SELECT * INTO asked FROM fund_requests r
        WHERE r.id = request AND relais.organisation() IN (r.organisation_id, r.fund_organisation_id);
    SELECT c.case_id INTO of_case FROM request_cases c WHERE c.request_id = asked.id;
    IF of_case IS NULL THEN
        RETURN;
    END IF;
    IF waits AND relais.organisation() = asked.organisation_id THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('fund of organisation ' || asked.organisation_id, 0));
    END IF;
    IF waits THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('fund of case ' || of_case, 0));
    END IF;
    RETURN QUERY
    WITH promised AS (
        SELECT c.case_id, r.organisation_id, r.requested_by, r.fund_organisation_id, d.kind, l.category,
               t.amount_cents - coalesce((SELECT sum(v.amount_cents) FROM transfers v
                   WHERE v.pending_id = t.id AND v.kind IN ('void', 'expiry')), 0) AS cents
        FROM fund_requests r
        JOIN request_cases c ON c.request_id = r.id
        JOIN request_lines l ON l.request_id = r.id
        JOIN transfers t ON t.line_id = l.id AND t.kind = 'earmark'
        JOIN decisions d ON d.id = t.decision_id
        WHERE r.organisation_id = asked.organisation_id AND t.made_at > relais.now() - interval '24 hours'
           OR c.case_id = of_case AND t.made_at > relais.now() - interval '24 hours'
    ), ruled AS (
        SELECT p.category, sum(p.cents) AS cents FROM promised p
        WHERE p.case_id = of_case AND p.kind = 'by_rule' AND p.fund_organisation_id = asked.fund_organisation_id
        GROUP BY p.category
    )
    SELECT
        coalesce(sum(p.cents) FILTER (WHERE p.case_id = of_case
            AND p.fund_organisation_id = asked.fund_organisation_id), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.case_id = of_case AND p.kind IN ('by_rule', 'self_issued')), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.requested_by = asked.requested_by
            AND p.kind IN ('by_rule', 'self_issued')), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.organisation_id = asked.organisation_id
            AND p.kind IN ('by_rule', 'self_issued')), 0)::bigint,
        coalesce((SELECT jsonb_object_agg(ruled.category, ruled.cents) FROM ruled), '{}'),
        coalesce(sum(p.cents) FILTER (WHERE p.requested_by = asked.requested_by
            AND p.kind = 'by_rule' AND p.fund_organisation_id = asked.fund_organisation_id), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.organisation_id = asked.organisation_id
            AND p.kind = 'by_rule' AND p.fund_organisation_id = asked.fund_organisation_id), 0)::bigint
    FROM promised p;
END
$$;

-- FND-07: whether the same case was funded elsewhere for the same category: how long ago, and a band. Nothing else.
CREATE FUNCTION relais.already_funded(request uuid, days integer)
    RETURNS TABLE (line_id uuid, category text, days_ago integer, band text, same_fund boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.id, l.category,
           (extract(epoch FROM relais.now() - max(ol.decided_at)) / 86400)::integer,
           CASE WHEN sum(ol.approved_cents) < 10000 THEN '<100' WHEN sum(ol.approved_cents) < 30000 THEN '100-300'
                WHEN sum(ol.approved_cents) < 100000 THEN '300-1000' ELSE '>=1000' END,
           other.fund_organisation_id = r.fund_organisation_id
    FROM fund_requests r
    JOIN request_cases c ON c.request_id = r.id
    JOIN request_lines l ON l.request_id = r.id
    JOIN request_cases oc ON oc.case_id = c.case_id AND oc.request_id <> r.id
    JOIN fund_requests other ON other.id = oc.request_id
    JOIN request_lines ol ON ol.request_id = other.id AND ol.category = l.category AND ol.approved_cents > 0
    WHERE r.id = request AND relais.organisation() IN (r.organisation_id, r.fund_organisation_id)
      AND ol.decided_at > relais.now() - make_interval(days => days)
      AND (other.fund_organisation_id <> r.fund_organisation_id
           OR other.envelope_id IS DISTINCT FROM r.envelope_id)
    GROUP BY l.id, l.category, l.position, other.fund_organisation_id, r.fund_organisation_id
    ORDER BY l.position
$$;
"""

AUDIT = """
-- One request for an auditor (POL-03): who signed as an opaque id, what was decided and paid. No case, no payee's
-- name, no words of anybody.
CREATE FUNCTION relais.audited_request(wanted text) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT jsonb_build_object(
        'id', r.id, 'code', r.code, 'fund_id', r.fund_organisation_id, 'state', r.state, 'urgency', r.urgency,
        'region', r.region, 'people', r.people, 'attested', r.attested, 'requested_by', r.requested_by,
        'submitted_at', r.submitted_at, 'decide_by', r.decide_by,
        'lines', (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'category', l.category,
            'amount_cents', l.amount_cents, 'units', l.units, 'payment', l.payment, 'state', l.state, 'decline_code',
            l.decline_code,
            'approved_cents', l.approved_cents, 'paid_cents', l.paid_cents, 'returned_cents', l.returned_cents,
            'submitted_at', l.submitted_at, 'decided_at', l.decided_at) ORDER BY l.position)
            FROM request_lines l WHERE l.request_id = r.id),
        'decisions', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'policy_id', d.policy_id,
            'signers_required', d.signers_required, 'total_24h_cents', d.total_24h_cents, 'made_at', d.made_at,
            'review_by', d.review_by, 'waivers', coalesce(d.reasons -> 'waivers', '[]'), 'answer', d.answer,
            'signatures', (SELECT coalesce(jsonb_agg(jsonb_build_object('member_id', s.member_id, 'role', s.role,
                'signed_at', s.signed_at) ORDER BY s.signed_at), '[]') FROM signatures s WHERE s.decision_id = d.id))
            ORDER BY d.made_at, d.id), '[]') FROM decisions d WHERE d.request_id = r.id),
        'transfers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'line_id', t.line_id,
            'amount_cents', t.amount_cents, 'pending_id', t.pending_id, 'made_at', t.made_at) ORDER BY t.key), '[]')
            FROM transfers t JOIN request_lines l ON l.id = t.line_id WHERE l.request_id = r.id),
        'payments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'line_id', i.line_id, 'rail', i.rail,
            'amount_cents', i.amount_cents, 'state', i.state, 'attempt', i.attempt, 'released_by', i.released_by,
            'paid_by', i.paid_by) ORDER BY i.created_at, i.id), '[]')
            FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = r.id))
    FROM fund_requests r
    WHERE (r.code = upper(wanted) OR r.id::text = lower(wanted)) AND EXISTS (SELECT FROM members m
        WHERE m.id = relais.member() AND 'auditor' = ANY (m.roles) AND m.ends_on > relais.now())
$$;
"""

EARMARKS = """
-- Earmarks what a rule or the emergency door decided, in the moment of asking: the pivot's organisation holds no right
-- on the fund's ledger, and the ledger's own trigger holds this to the decision's kind, lines and ceilings.
CREATE FUNCTION relais.earmark_without_people(decided uuid)
    RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    line record;
    envelope record;
    made transfers;
BEGIN
    FOR line IN
        SELECT dl.line_id, dl.amount_cents, d.id AS decision_id, r.fund_organisation_id, r.region, r.envelope_id,
               r.requested_by, l.category
        FROM decisions d JOIN fund_requests r ON r.id = d.request_id
        JOIN decision_lines dl ON dl.decision_id = d.id AND dl.outcome = 'approved'
        JOIN request_lines l ON l.id = dl.line_id AND l.request_id = r.id
        WHERE d.id = decided AND d.kind IN ('by_rule', 'self_issued')
          AND r.organisation_id = relais.organisation() AND r.requested_by = relais.member()
        ORDER BY l.position
    LOOP
        FOR envelope IN
            SELECT * FROM relais.suitable_envelopes(line.fund_organisation_id, line.region, line.category) e
            WHERE line.envelope_id IS NULL OR e.envelope_id = line.envelope_id
        LOOP
            INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, decision_id, line_id,
                                   made_by, made_at)
            VALUES (line.fund_organisation_id, 'earmark', envelope.envelope_key, envelope.paid_key,
                    line.amount_cents, line.decision_id, line.line_id,
                    CASE WHEN (SELECT d.kind FROM decisions d WHERE d.id = decided) = 'self_issued'
                        THEN line.requested_by END, relais.now())
            RETURNING * INTO made;
            IF FOUND THEN
                PERFORM relais.order_payout(made);
                RETURN NEXT made;
                EXIT;
            END IF;
        END LOOP;
    END LOOP;
END
$$;

-- The pivot takes back what has not left: earmarks whose payment is not on its way are voided, and their sum is
-- returned.
CREATE FUNCTION relais.void_unsent(request uuid) RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    intent record;
    made transfers;
BEGIN
    FOR intent IN
        SELECT i.id, i.organisation_id, i.line_id, i.earmark_id, t.debit_key, t.credit_key, e.open_cents
        FROM payout_intents i JOIN request_lines l ON l.id = i.line_id JOIN transfers t ON t.id = i.earmark_id
        JOIN earmarks e ON e.transfer_id = t.id
        WHERE l.request_id = request AND i.asking_organisation_id = relais.organisation()
          AND i.state IN ('held', 'ready', 'waiting') AND e.open_cents > 0
        ORDER BY t.debit_key, i.id FOR UPDATE OF i
    LOOP
        UPDATE payout_intents SET state = 'cancelled', version = version + 1 WHERE id = intent.id;
        INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, line_id, made_by,
                               made_at)
        VALUES (intent.organisation_id, 'void', intent.debit_key, intent.credit_key, intent.open_cents,
                intent.earmark_id, intent.line_id, relais.member(), relais.now())
        RETURNING * INTO made;
        RETURN NEXT made;
    END LOOP;
END
$$;

-- The payment that follows an earmark, and the note for the job that sends it, as the fund.
CREATE FUNCTION relais.order_payout(earmark transfers) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    intent payout_intents;
BEGIN
    INSERT INTO payout_intents (organisation_id, asking_organisation_id, line_id, decision_id, earmark_id,
                                payee_id, rail, amount_cents, state, created_at)
    SELECT earmark.organisation_id, l.organisation_id, l.id, earmark.decision_id, earmark.id, l.payee_id,
           coalesce(p.rail, CASE l.payment WHEN 'reimbursement_to_organisation' THEN 'manual_etransfer'
               ELSE 'manual_cash' END), earmark.amount_cents,
           CASE WHEN earmark.amount_cents > y.payer_differs_above_cents THEN 'held' ELSE 'ready' END, relais.now()
    FROM request_lines l LEFT JOIN payees p ON p.id = l.payee_id
    JOIN decisions d ON d.id = earmark.decision_id JOIN policies y ON y.id = d.policy_id
    WHERE l.id = earmark.line_id RETURNING * INTO intent;
    IF intent.state = 'ready' THEN
        INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
        VALUES (gen_random_uuid(), earmark.organisation_id, 'fund.send_payout', jsonb_build_object('intent', intent.id),
                relais.now());
    END IF;
END
$$;
"""

RAILS = """
-- Keeps what a rail told us, once. `fresh` says whether it was new; a known event may still wait to be applied.
CREATE FUNCTION relais.receive_rail_event(on_rail text, event text, what text, intent uuid, provider text,
        cents bigint, back bigint, at timestamptz)
    RETURNS TABLE (organisation_id uuid, fresh boolean, applied boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    owner uuid;
    was_fresh boolean;
BEGIN
    SELECT i.organisation_id INTO owner FROM payout_intents i WHERE i.id = intent AND i.rail = on_rail;
    INSERT INTO rail_events (rail, event_id, organisation_id, intent_id, kind, provider_id, amount_cents,
                             returned_cents, happened_at, received_at)
    VALUES (on_rail, event, owner, intent, what, provider, cents, back, at, relais.now())
    ON CONFLICT (rail, event_id) DO NOTHING;
    was_fresh := FOUND;
    RETURN QUERY SELECT e.organisation_id, was_fresh, e.applied_at IS NOT NULL FROM rail_events e
        WHERE e.rail = on_rail AND e.event_id = event;
END
$$;
"""

_CALLED_BY_THE_APPLICATION = (
    "policy_in_force(uuid)",
    "open_funds(text)",
    "payees_of(uuid)",
    "fund_spending(uuid, boolean)",
    "already_funded(uuid, integer)",
    "audited_request(text)",
    "earmark_without_people(uuid)",
    "void_unsent(uuid)",
    "receive_rail_event(text, text, text, uuid, text, bigint, bigint, timestamptz)",
)
_CALLED_BY_OTHERS = (
    "order_payout(transfers)",
    "decision_is_within_policy()",
    "signature_is_separate()",
    "check_earmark(transfers)",
    "resolve_earmark(transfers)",
    "follow_line(transfers)",
    "move_money()",
    "open_earmark()",
    "open_accounts()",
    "payer_is_separate()",
)

OWNERS = "".join(
    f"ALTER FUNCTION relais.{function} OWNER TO relais_lens;\n"
    for function in (*_CALLED_BY_THE_APPLICATION, *_CALLED_BY_OTHERS)
)
EXECUTE = (
    "".join(
        f"GRANT EXECUTE ON FUNCTION relais.{function} TO relais_app;\n"
        for function in _CALLED_BY_THE_APPLICATION
    )
    + "GRANT EXECUTE ON FUNCTION relais.suitable_envelopes(uuid, text, text) TO relais_app, relais_lens;\n"
)
