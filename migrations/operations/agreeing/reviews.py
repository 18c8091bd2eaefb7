"""The yearly review of an agreement with its evidence, exact numbers from the record: for the house alone.

Held beds are a cost to other women (OPS-13). Police never read this: nights used would tell where their people are.
"""

SQL = """
CREATE TABLE agreement_reviews (
    id uuid PRIMARY KEY,
    agreement_id uuid NOT NULL REFERENCES bed_agreements (id),
    organisation_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('still_true', 'changed', 'ended')),
    since timestamptz NOT NULL,
    asked integer NOT NULL CHECK (asked >= 0),
    granted integer NOT NULL CHECK (granted BETWEEN 0 AND asked),
    declined jsonb NOT NULL CHECK (jsonb_typeof(declined) = 'object'),
    refused_at_door integer NOT NULL CHECK (refused_at_door >= 0),
    nights_held integer NOT NULL CHECK (nights_held >= 0),
    nights_used integer NOT NULL CHECK (nights_used BETWEEN 0 AND nights_held),
    reviewed_by uuid NOT NULL,
    reviewed_at timestamptz NOT NULL
);
CREATE INDEX agreement_reviews_of_agreement ON agreement_reviews (agreement_id, reviewed_at DESC);
CREATE INDEX held_nights_of_agreement ON held_nights (agreement_id);
ALTER TABLE agreement_reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON agreement_reviews FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON agreement_reviews AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator')));
CREATE POLICY lens ON agreement_reviews TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT ON agreement_reviews TO relais_app;
GRANT SELECT, INSERT ON agreement_reviews TO relais_lens;

-- What happened between this house and this service since the last review, or since the agreement was accepted: places
-- asked for (by agreement or beyond it), granted, and not granted by reason; nights held, and used.
CREATE FUNCTION relais.agreement_evidence(p_agreement uuid)
RETURNS TABLE (since timestamptz, asked integer, granted integer, declined jsonb, refused_at_door integer,
    nights_held integer, nights_used integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH a AS MATERIALIZED (
        SELECT b.id, b.shelter_key, b.partner_organisation_id, coalesce(v.last, b.answered_at, b.proposed_at) AS since,
            -- What a review has read is not in the next one; what happened at the very acceptance is in the first.
            coalesce(v.last, coalesce(b.answered_at, b.proposed_at) - interval '1 microsecond') AS after
        FROM bed_agreements b
            CROSS JOIN LATERAL (SELECT max(r.reviewed_at) AS last FROM agreement_reviews r
                WHERE r.agreement_id = b.id) v
        WHERE b.id = p_agreement AND b.organisation_id = relais.organisation()
            AND relais.holds('shelter_coordinator')),
    at_once AS (
        SELECT count(*)::integer AS places FROM a JOIN reservations r ON r.agreement_id = a.id
        WHERE r.request_id IS NULL AND r.made_at > a.after),
    requests AS (
        SELECT r.places::integer AS places, r.accepted::integer AS accepted, CASE
            WHEN r.state = 'requested' AND r.answer_by > relais.now() THEN NULL
            WHEN r.state IN ('requested', 'no_answer') THEN 'no_answer'
            ELSE coalesce(r.decline_reason, 'no_bed') END AS reason
        FROM a JOIN operation_requests r ON r.shelter_organisation_id = relais.organisation()
                AND r.shelter_key = a.shelter_key AND r.asked_at > a.after
            JOIN operations o ON o.id = r.operation_id AND o.organisation_id = a.partner_organisation_id
        WHERE r.state <> 'withdrawn'),
    answered AS (
        SELECT coalesce(sum(q.places), 0)::integer AS places, coalesce(sum(q.accepted), 0)::integer AS accepted
        FROM requests q),
    refused AS (
        SELECT q.reason, sum(q.places - q.accepted)::integer AS places FROM requests q
        WHERE q.reason IS NOT NULL AND q.places > q.accepted GROUP BY q.reason),
    door AS (
        SELECT count(*)::integer AS places FROM a JOIN door_refusals d ON d.shelter_key = a.shelter_key
            AND d.refused_at > a.after
            JOIN operations o ON o.id = d.operation_id AND o.organisation_id = a.partner_organisation_id),
    nights AS (
        SELECT coalesce(sum(n.held), 0)::integer AS held, coalesce(sum(n.used), 0)::integer AS used
        FROM a JOIN held_nights n ON n.agreement_id = a.id AND n.counted_at > a.after)
    SELECT a.since, at_once.places + answered.places, at_once.places + answered.accepted,
        coalesce((SELECT jsonb_object_agg(f.reason, f.places) FROM refused f), '{}'), door.places, nights.held,
        nights.used
    FROM a, at_once, answered, door, nights;
$$;

-- A review as it was recorded, with the evidence of that moment. `still_true` moves the date of the next one; whatever
-- changes is proposed, and ends, by its own functions. Answers the other side.
CREATE FUNCTION relais.record_review(p_id uuid, p_agreement uuid, p_outcome text, p_next date) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE partner uuid;
BEGIN
    SELECT b.partner_organisation_id INTO partner FROM bed_agreements b
    WHERE b.id = p_agreement AND b.organisation_id = relais.organisation() AND b.state IN ('in_force', 'suspended')
        AND relais.holds('shelter_coordinator') FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    INSERT INTO agreement_reviews (id, agreement_id, organisation_id, outcome, since, asked, granted, declined,
        refused_at_door, nights_held, nights_used, reviewed_by, reviewed_at)
    SELECT p_id, p_agreement, relais.organisation(), p_outcome, e.since, e.asked, e.granted, e.declined,
        e.refused_at_door, e.nights_held, e.nights_used, relais.member(), relais.now()
    FROM relais.agreement_evidence(p_agreement) e;
    UPDATE bed_agreements SET review_on = p_next WHERE id = p_agreement AND p_outcome = 'still_true';
    RETURN partner;
END $$;

ALTER FUNCTION relais.agreement_evidence(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.record_review(uuid, uuid, text, date) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.agreement_evidence(uuid), relais.record_review(uuid, uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.agreement_evidence(uuid), relais.record_review(uuid, uuid, text, date) TO relais_app;
"""
