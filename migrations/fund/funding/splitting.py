"""What a rule or the emergency door decided may be split over envelopes too, soonest to end first (FND-06)."""

SQL = """
-- One line's money in parts, or nothing at all: what other decisions took in the same moment is given back here.
CREATE FUNCTION relais.earmark_in_parts(p_earmark transfers, p_region text, p_category text) RETURNS transfers[]
    LANGUAGE plpgsql AS $$
DECLARE
    envelope record;
    part transfers;
    parts transfers[] := '{}';
    missing bigint := p_earmark.amount_cents;
BEGIN
    FOR envelope IN
        SELECT * FROM relais.suitable_envelopes(p_earmark.organisation_id, p_region, p_category) e WHERE e.available > 0
    LOOP
        INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, decision_id, line_id,
                               made_by, made_at)
        VALUES (p_earmark.organisation_id, 'earmark', envelope.envelope_key, envelope.paid_key,
                least(missing, envelope.available), p_earmark.decision_id, p_earmark.line_id, p_earmark.made_by,
                p_earmark.made_at)
        RETURNING * INTO part;
        IF FOUND THEN
            parts := parts || part;
            missing := missing - part.amount_cents;
            EXIT WHEN missing = 0;
        END IF;
    END LOOP;
    IF missing > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'RL001';
    END IF;
    RETURN parts;
EXCEPTION WHEN SQLSTATE 'RL001' THEN
    RETURN '{}';
END
$$;

-- One line's money whole from the soonest envelope that has it, else in parts; a voucher has one value, one envelope.
CREATE FUNCTION relais.earmark_line(p_earmark transfers, p_region text, p_category text, p_only uuid, p_whole boolean)
    RETURNS transfers[] LANGUAGE plpgsql AS $$
DECLARE
    envelope record;
    made transfers;
BEGIN
    FOR envelope IN
        SELECT * FROM relais.suitable_envelopes(p_earmark.organisation_id, p_region, p_category) e
        WHERE (p_only IS NULL OR e.envelope_id = p_only) AND e.available >= p_earmark.amount_cents
    LOOP
        INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, decision_id, line_id,
                               made_by, made_at)
        VALUES (p_earmark.organisation_id, 'earmark', envelope.envelope_key, envelope.paid_key, p_earmark.amount_cents,
                p_earmark.decision_id, p_earmark.line_id, p_earmark.made_by, p_earmark.made_at)
        RETURNING * INTO made;
        IF FOUND THEN
            RETURN ARRAY[made];
        END IF;
    END LOOP;
    RETURN CASE WHEN p_whole OR p_only IS NOT NULL THEN '{}'
        ELSE relais.earmark_in_parts(p_earmark, p_region, p_category) END;
END
$$;

CREATE OR REPLACE FUNCTION relais.earmark_without_people(decided uuid)
    RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    line record;
    wanted transfers;
    made transfers;
BEGIN
    FOR line IN
        SELECT dl.line_id, dl.amount_cents, d.kind, r.fund_organisation_id, r.region, r.envelope_id, r.requested_by,
               l.category, l.payment
        FROM decisions d JOIN fund_requests r ON r.id = d.request_id
        JOIN decision_lines dl ON dl.decision_id = d.id AND dl.outcome = 'approved'
        JOIN request_lines l ON l.id = dl.line_id AND l.request_id = r.id
        WHERE d.id = decided AND d.kind IN ('by_rule', 'self_issued')
          AND r.organisation_id = relais.organisation() AND r.requested_by = relais.member()
        ORDER BY l.position
    LOOP
        wanted.organisation_id := line.fund_organisation_id;
        wanted.decision_id := decided;
        wanted.line_id := line.line_id;
        wanted.amount_cents := line.amount_cents;
        wanted.made_by := CASE WHEN line.kind = 'self_issued' THEN line.requested_by END;
        wanted.made_at := relais.now();
        FOREACH made IN ARRAY relais.earmark_line(wanted, line.region, line.category, line.envelope_id,
                line.payment = 'voucher') LOOP
            PERFORM relais.order_payout(made);
            RETURN NEXT made;
        END LOOP;
    END LOOP;
END
$$;
ALTER FUNCTION relais.earmark_in_parts(transfers, text, text) OWNER TO relais_lens;
ALTER FUNCTION relais.earmark_line(transfers, text, text, uuid, boolean) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.earmark_in_parts(transfers, text, text),
    relais.earmark_line(transfers, text, text, uuid, boolean) FROM PUBLIC;
"""
