"""Police ask the pivot to pass on that they would like to speak with somebody: yes, no, not now (POL-06). What is
said is not written, and a no has no reason."""

SQL = """
CREATE TABLE contact_requests (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    operation_id uuid NOT NULL REFERENCES operations,
    organisation_id uuid NOT NULL REFERENCES organisations,
    pivot_organisation_id uuid NOT NULL REFERENCES organisations,
    label text CHECK (label ~ '^[A-Z]$'),
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'yes', 'no', 'not_now')),
    asked_by uuid NOT NULL REFERENCES members,
    asked_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    quiet_until timestamptz NOT NULL,
    CHECK (answer_by > asked_at),
    CHECK ((state = 'asked') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)),
    CONSTRAINT contact_requests_one_at_a_time EXCLUDE USING gist
        (operation_id WITH =, coalesce(label, '') WITH =, tstzrange(asked_at, quiet_until) WITH &&)
);
CREATE INDEX contact_requests_of_operation ON contact_requests (operation_id, asked_at);
CREATE INDEX contact_requests_of_pivot ON contact_requests (pivot_organisation_id) WHERE state = 'asked';
ALTER TABLE contact_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON contact_requests TO relais_lens USING (true);
CREATE POLICY in_role ON contact_requests AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('investigator')));
GRANT INSERT (id, operation_id, organisation_id, pivot_organisation_id, label, asked_by, asked_at, answer_by)
    ON contact_requests TO relais_app;
GRANT SELECT, UPDATE (state, answered_at, answered_by, quiet_until) ON contact_requests TO relais_lens;

-- Nobody is pressed: the same question waits a month, and after a no it is not asked again (CPL-05).
CREATE FUNCTION relais.asks_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF current_user = 'relais_app' THEN
        NEW.asked_at := relais.now();
    END IF;
    NEW.quiet_until := NEW.asked_at + interval '30 days';
    RETURN NEW;
END
$$;
CREATE TRIGGER asks_once BEFORE INSERT ON contact_requests FOR EACH ROW EXECUTE FUNCTION relais.asks_once();

ALTER TABLE sharings DROP CONSTRAINT sharings_what_check;
ALTER TABLE sharings ADD CONSTRAINT sharings_what_check
    CHECK (what IN ('referral', 'fund_request', 'co_pivot', 'profile', 'hand_over', 'contact'));

-- Who accompanies the people of an operation of the caller's, once that organisation has accepted to.
CREATE FUNCTION relais.pivot_of_operation(p_operation uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.pivot_organisation_id FROM operations o
    WHERE o.id = p_operation AND o.pivot_accepted_at IS NOT NULL AND relais.names_me(o.id)
$$;

-- Of an operation of one's own, and of the organisation that accompanies it; of no other.
CREATE POLICY asked ON contact_requests FOR INSERT TO relais_app WITH CHECK (
    organisation_id = (SELECT relais.organisation()) AND state = 'asked'
        AND pivot_organisation_id = relais.pivot_of_operation(operation_id));

-- For investigators, those of the operations that name them; for pivots, those that wait for their organisation. Nobody
-- is told of which case an answer was.
CREATE FUNCTION relais.contact_requests_here()
    RETURNS TABLE (id uuid, operation_id uuid, from_name text, label text, state text, asked_at timestamptz,
        answer_by timestamptz, answered_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.id, CASE WHEN mine.is THEN c.operation_id END, o.name, c.label,
        CASE WHEN c.state = 'asked' AND c.answer_by <= relais.now() THEN 'unanswered' ELSE c.state END,
        c.asked_at, c.answer_by, c.answered_at
    FROM contact_requests c JOIN organisations o ON o.id = c.organisation_id
        CROSS JOIN LATERAL (SELECT relais.holds('investigator') AND relais.names_me(c.operation_id) AS is) mine
    WHERE relais.member() IS NOT NULL AND (
        (c.organisation_id = relais.organisation() AND mine.is)
        OR (c.pivot_organisation_id = relais.organisation() AND relais.holds('pivot_worker') AND c.state = 'asked'
            AND c.answer_by > relais.now()))
    ORDER BY c.asked_at DESC, c.id LIMIT 200
$$;

-- The person's answer, by their pivot. A yes passes the gate of consent to police contact (CNF-01); no and not now say
-- nothing more, not even of whom. Answers the service that asked.
CREATE FUNCTION relais.answer_contact(p_request uuid, p_answer text, p_case uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked contact_requests;
BEGIN
    SELECT * INTO asked FROM contact_requests c WHERE c.id = p_request AND c.state = 'asked'
        AND c.answer_by > relais.now() AND c.pivot_organisation_id = relais.organisation()
        AND relais.member() IS NOT NULL AND relais.holds('pivot_worker') FOR UPDATE;
    IF NOT FOUND OR p_answer NOT IN ('yes', 'no', 'not_now') THEN
        RETURN NULL;
    END IF;
    IF p_answer = 'yes' THEN
        IF p_case IS NULL OR p_case NOT IN (SELECT relais.my_cases()) THEN
            RETURN NULL;
        END IF;
        PERFORM relais.share(p_case, 'police_contact', asked.organisation_id, 'contact', asked.id);
    END IF;
    UPDATE contact_requests c SET state = p_answer, answered_at = relais.now(), answered_by = relais.member(),
        quiet_until = CASE p_answer WHEN 'no' THEN 'infinity' ELSE c.quiet_until END
    WHERE c.id = asked.id;
    RETURN asked.organisation_id;
END
$$;
ALTER FUNCTION relais.pivot_of_operation(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.contact_requests_here() OWNER TO relais_lens;
ALTER FUNCTION relais.answer_contact(uuid, text, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.pivot_of_operation(uuid), relais.contact_requests_here(),
    relais.answer_contact(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.pivot_of_operation(uuid), relais.contact_requests_here(),
    relais.answer_contact(uuid, text, uuid) TO relais_app;
"""
