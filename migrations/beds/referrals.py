"""Referrals between a pivot and a shelter, needs without a bed, and promises that a fact put into someone's hands."""

SQL = """
CREATE TABLE referrals (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    code text NOT NULL CHECK (code ~ '^[2-9A-HJKMNP-TV-Z]{4}$'),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    shelter_organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    pool_key bigint,
    beds smallint NOT NULL CHECK (beds BETWEEN 1 AND 20),
    party jsonb NOT NULL,
    nights integer NOT NULL CHECK (nights BETWEEN 1 AND 3650),
    expected_at timestamptz NOT NULL,
    set_aside boolean NOT NULL DEFAULT false,
    by_worker boolean NOT NULL DEFAULT true,
    options_shown smallint CHECK (options_shown BETWEEN 0 AND 1000),
    person_chose boolean NOT NULL DEFAULT false,
    need_digest bytea CHECK (length(need_digest) = 32),
    need_region text,
    need_day date,
    low_security_reason text CHECK (low_security_reason IN ('person_chose', 'nothing_else', 'one_night')),
    state text NOT NULL CHECK (state IN ('asked', 'awaiting_self_call', 'held', 'confirmed', 'arrived', 'left',
        'declined', 'refused_at_door', 'lapsed', 'withdrawn')),
    answer_by timestamptz,
    held_until timestamptz,
    decline_reason text CHECK (decline_reason IN ('no_bed', 'security_fear', 'not_conjugal_violence', 'criteria', 'age',
        'gender', 'language', 'stay_too_short', 'several_at_once', 'other')),
    asked_at timestamptz NOT NULL DEFAULT relais.now(),
    answered_at timestamptz,
    arrived_at timestamptz,
    left_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT referrals_one_coded_reason
        CHECK ((state IN ('declined', 'refused_at_door')) = (decline_reason IS NOT NULL)),
    CONSTRAINT referrals_promise_has_an_end
        CHECK (state NOT IN ('awaiting_self_call', 'held', 'confirmed') OR held_until IS NOT NULL),
    CHECK (state <> 'asked' OR answer_by IS NOT NULL),
    CHECK (num_nulls(need_digest, need_region, need_day) IN (0, 3)),
    FOREIGN KEY (shelter_key, shelter_organisation_id) REFERENCES shelters (key, organisation_id)
)

CREATE INDEX referrals_of_asker ON referrals (organisation_id, asked_at DESC, id)

CREATE INDEX referrals_of_shelter ON referrals (shelter_organisation_id, shelter_key, asked_at DESC)

CREATE UNIQUE INDEX referrals_code_is_clear ON referrals (shelter_key, code)
    WHERE state IN ('asked', 'awaiting_self_call', 'held', 'confirmed')

CREATE INDEX referrals_open ON referrals (least(answer_by, held_until))
    WHERE state IN ('asked', 'awaiting_self_call', 'held', 'confirmed')

CREATE FUNCTION relais.referral_sides() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE mine uuid := relais.organisation();
BEGIN
    IF (NEW.id, NEW.code, NEW.organisation_id, NEW.shelter_organisation_id, NEW.shelter_key, NEW.party, NEW.asked_at)
        IS DISTINCT FROM
        (OLD.id, OLD.code, OLD.organisation_id, OLD.shelter_organisation_id, OLD.shelter_key, OLD.party, OLD.asked_at)
    THEN
        RAISE EXCEPTION 'what was asked stays as it was asked' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_keep_the_question', TABLE = 'referrals';
    END IF;
    IF NEW.state <> OLD.state AND mine IS NOT NULL AND (
        (NEW.state IN ('confirmed', 'declined', 'refused_at_door', 'arrived', 'left')
            AND mine <> OLD.shelter_organisation_id)
        OR (NEW.state = 'withdrawn' AND mine <> OLD.organisation_id)
        OR OLD.state IN ('left', 'declined', 'refused_at_door', 'withdrawn')
        OR (OLD.state = 'lapsed' AND NEW.state <> 'arrived')) THEN
        RAISE EXCEPTION 'this step belongs to the other side' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_sides', TABLE = 'referrals';
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$

CREATE TRIGGER sides BEFORE UPDATE ON referrals FOR EACH ROW EXECUTE FUNCTION relais.referral_sides()

CREATE TABLE refusals_by_month (
    organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    code text NOT NULL CHECK (code IN ('no_bed', 'security_fear', 'not_conjugal_violence', 'substance', 'status', 'age',
        'gender', 'language', 'stay_too_short', 'several_at_once', 'other')),
    count integer NOT NULL DEFAULT 1 CHECK (count > 0),
    PRIMARY KEY (shelter_key, month, code),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
)

CREATE TABLE unmet_needs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    region text NOT NULL,
    day date NOT NULL,
    case_digest bytea NOT NULL CHECK (length(case_digest) = 32),
    reason text NOT NULL CHECK (reason IN ('no_bed', 'no_answer', 'security_fear', 'not_conjugal_violence', 'criteria',
        'age', 'gender', 'language', 'stay_too_short', 'several_at_once', 'other')),
    people smallint NOT NULL CHECK (people BETWEEN 1 AND 100),
    recorded_at timestamptz NOT NULL DEFAULT relais.now(),
    CONSTRAINT unmet_needs_once_a_day UNIQUE (case_digest, region, day)
)

CREATE INDEX unmet_needs_of_region ON unmet_needs (region, day)

CREATE TABLE escalations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL,
    shelter_organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    claim_id uuid NOT NULL REFERENCES claims (id),
    referral_id uuid,
    place_id uuid,
    cause text NOT NULL CHECK (cause IN ('count', 'arrival', 'stay_goes_on', 'closure')),
    raised_at timestamptz NOT NULL DEFAULT relais.now(),
    settled_at timestamptz,
    settled_by uuid,
    FOREIGN KEY (shelter_key, shelter_organisation_id) REFERENCES shelters (key, organisation_id),
    CONSTRAINT escalations_one_per_claim UNIQUE (claim_id)
)

CREATE INDEX escalations_open ON escalations (organisation_id) WHERE settled_at IS NULL

CREATE FUNCTION relais.unmet_by_day(p_region text, p_from date, p_until date)
RETURNS TABLE (day date, reason text, needs integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT u.day, u.reason, count(*)::int FROM unmet_needs u
    WHERE u.region = p_region AND u.day >= p_from AND u.day < p_until
        AND EXISTS (SELECT FROM organisations o WHERE o.id = relais.organisation() AND o.kind = 'coordination'
            AND p_region = ANY (o.regions))
    GROUP BY u.day, u.reason ORDER BY u.day, u.reason
$$

CREATE FUNCTION relais.open_escalations(p_regions text[])
RETURNS TABLE (id uuid, region text, kind text, raised_at timestamptz, for_operation boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.id, s.region, s.kind, e.raised_at, e.place_id IS NOT NULL
    FROM escalations e JOIN shelters s ON s.key = e.shelter_key
    WHERE e.settled_at IS NULL AND s.region = ANY (p_regions)
        AND EXISTS (SELECT FROM organisations o WHERE o.id = relais.organisation() AND o.kind = 'coordination'
            AND s.region = ANY (o.regions))
    ORDER BY e.raised_at, e.id
$$

CREATE FUNCTION relais.due_referrals(p_limit integer)
RETURNS TABLE (id uuid, shelter_organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.id, r.shelter_organisation_id FROM referrals r
    WHERE (r.state = 'asked' AND r.answer_by <= relais.now())
        OR (r.state IN ('awaiting_self_call', 'held', 'confirmed') AND r.held_until <= relais.now())
    ORDER BY least(r.answer_by, r.held_until) LIMIT p_limit
$$

CREATE FUNCTION relais.claims_of_referrals(p_referrals uuid[])
RETURNS TABLE (referral_id uuid, id uuid, kind text, state text, lapses_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.referral_id, c.id, c.kind, CASE WHEN c.state = 'live' AND c.lapses_at <= relais.now() THEN 'lapsed'
        ELSE c.state END, c.lapses_at, c.ends_at
    FROM claims c WHERE c.referral_id = ANY (p_referrals) AND c.holder_organisation_id = relais.organisation()
    ORDER BY c.key
$$

CREATE FUNCTION relais.note_unmet(p_referral uuid, p_reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people)
    SELECT r.organisation_id, r.need_region, r.need_day, r.need_digest, p_reason, r.beds FROM referrals r
    WHERE r.id = p_referral AND r.need_digest IS NOT NULL
        AND r.state IN ('declined', 'refused_at_door', 'lapsed')
        AND relais.organisation() IN (r.organisation_id, r.shelter_organisation_id)
    ON CONFLICT ON CONSTRAINT unmet_needs_once_a_day DO NOTHING;
    RETURN FOUND;
END $$

ALTER FUNCTION relais.claims_of_referrals(uuid[]) OWNER TO relais_lens

ALTER FUNCTION relais.note_unmet(uuid, text) OWNER TO relais_lens

ALTER TABLE referrals ENABLE ROW LEVEL SECURITY

ALTER TABLE refusals_by_month ENABLE ROW LEVEL SECURITY

ALTER TABLE unmet_needs ENABLE ROW LEVEL SECURITY

ALTER TABLE escalations ENABLE ROW LEVEL SECURITY

CREATE POLICY two_sides ON referrals FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) OR shelter_organisation_id = (SELECT relais.organisation()))

CREATE POLICY asked_by ON referrals FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND state IN ('asked', 'awaiting_self_call', 'held'))

CREATE POLICY two_sides_answer ON referrals FOR UPDATE TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) OR shelter_organisation_id = (SELECT relais.organisation()))

CREATE POLICY own ON refusals_by_month TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()))

CREATE POLICY own ON unmet_needs TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()))

CREATE POLICY shelter_raises ON escalations TO relais_app
    USING (shelter_organisation_id = (SELECT relais.organisation()))
    WITH CHECK (shelter_organisation_id = (SELECT relais.organisation()))

CREATE POLICY holder_settles ON escalations TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND place_id IS NULL)

CREATE POLICY lens ON referrals FOR SELECT TO relais_lens USING (true)

CREATE POLICY lens ON unmet_needs FOR SELECT TO relais_lens USING (true)

CREATE POLICY lens ON escalations FOR SELECT TO relais_lens USING (true)

GRANT SELECT (id, code, organisation_id, shelter_organisation_id, shelter_key, pool_key, beds, party, nights,
    expected_at, set_aside, by_worker, options_shown, person_chose, low_security_reason, state, answer_by, held_until,
    decline_reason, asked_at, answered_at, arrived_at, left_at, version) ON referrals TO relais_app

GRANT INSERT, UPDATE (pool_key, state, answer_by, held_until, decline_reason, answered_at, arrived_at, left_at, version)
    ON referrals TO relais_app

GRANT SELECT, INSERT ON refusals_by_month, unmet_needs, escalations TO relais_app

GRANT UPDATE (count) ON refusals_by_month TO relais_app

GRANT UPDATE (settled_at, settled_by) ON escalations TO relais_app

GRANT SELECT (id, organisation_id, shelter_organisation_id, state, answer_by, held_until, beds, need_digest,
    need_region, need_day) ON referrals TO relais_lens

GRANT INSERT (organisation_id, region, day, case_digest, reason, people) ON unmet_needs TO relais_lens

CREATE POLICY lens_notes ON unmet_needs FOR INSERT TO relais_lens WITH CHECK (true)

GRANT SELECT (region, day, reason, case_digest) ON unmet_needs TO relais_lens

GRANT SELECT ON escalations TO relais_lens

ALTER FUNCTION relais.unmet_by_day(text, date, date) OWNER TO relais_lens

ALTER FUNCTION relais.open_escalations(text[]) OWNER TO relais_lens

ALTER FUNCTION relais.due_referrals(integer) OWNER TO relais_lens

REVOKE EXECUTE ON FUNCTION relais.referral_sides(), relais.unmet_by_day(text, date, date),
    relais.open_escalations(text[]), relais.due_referrals(integer), relais.claims_of_referrals(uuid[]),
    relais.note_unmet(uuid, text) FROM PUBLIC

GRANT EXECUTE ON FUNCTION relais.unmet_by_day(text, date, date), relais.open_escalations(text[]),
    relais.claims_of_referrals(uuid[]), relais.note_unmet(uuid, text) TO relais_app

GRANT EXECUTE ON FUNCTION relais.due_referrals(integer) TO relais_worker
"""
