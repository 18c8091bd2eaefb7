"""What an agreement says beside its numbers, from when to when it counts, and how it rests, changes and ends.

Formal and informal ones count alike (TEN-03). It belongs to two organisations (PIV-03): whoever signed may leave.
"""

TERMS = """
ALTER TABLE bed_agreements DROP CONSTRAINT bed_agreements_state_check;
ALTER TABLE bed_agreements
    ADD CONSTRAINT bed_agreements_state CHECK (
        state IN ('proposed', 'in_force', 'suspended', 'declined', 'ended')),
    ADD COLUMN form text NOT NULL DEFAULT 'informal' CHECK (form IN ('formal', 'informal')),
    ADD COLUMN conditions text[] NOT NULL DEFAULT '{}' CHECK (conditions <@ ARRAY['address_by_phone', 'by_day',
        'call_first', 'pivot_brings', 'plain_car']),
    ADD COLUMN signed_as text CHECK (signed_as IN ('board', 'director', 'coordinator', 'other')),
    ADD COLUMN accepted_as text CHECK (accepted_as IN ('chief', 'unit_commander', 'investigator', 'other')),
    ADD COLUMN starts_on date,
    ADD COLUMN ends_on date,
    ADD COLUMN runs tstzrange NOT NULL DEFAULT '(,)',
    ADD COLUMN suspended_by uuid REFERENCES organisations (id),
    ADD COLUMN suspended_at timestamptz,
    ADD CONSTRAINT bed_agreements_days CHECK (starts_on <= ends_on),
    ADD CONSTRAINT bed_agreements_rest CHECK ((state = 'suspended') = (suspended_by IS NOT NULL)
        AND (suspended_by IS NULL) = (suspended_at IS NULL)),
    ADD CONSTRAINT bed_agreements_rest_is_a_sides CHECK (
        suspended_by IN (organisation_id, partner_organisation_id));
GRANT UPDATE (suspended_by, suspended_at, accepted_as, places, notice_hours, longest_hold_hours, answer, review_on,
    conditions, ends_on, runs) ON bed_agreements TO relais_lens;

-- Whether an agreement gives places for this arrival window: in force, not suspended, and within its days.
CREATE FUNCTION relais.agreement_gives(a bed_agreements, p_opens timestamptz, p_closes timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT a.state = 'in_force' AND a.runs @> tstzrange(p_opens, p_closes) $$;

-- Its days in the shelter's own time: the first and the last one included, and none of them when it says none.
CREATE FUNCTION relais.agreement_days(p_shelter bigint, p_first date, p_last date) RETURNS tstzrange
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT tstzrange(p_first::timestamp AT TIME ZONE s.time_zone, (p_last + 1)::timestamp AT TIME ZONE s.time_zone)
    FROM shelters s WHERE s.key = p_shelter;
$$;

-- A proposal counts from nothing but its days; one whose days are over makes room for the next.
CREATE FUNCTION relais.agreement_proposed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    NEW.runs := relais.agreement_days(NEW.shelter_key, NEW.starts_on, NEW.ends_on);
    IF NEW.state = 'proposed' THEN
        NEW.accepted_as := NULL;
        UPDATE bed_agreements a SET state = 'ended', ended_at = relais.now(), suspended_by = NULL, suspended_at = NULL
        WHERE a.shelter_key = NEW.shelter_key AND a.partner_organisation_id = NEW.partner_organisation_id
            AND a.state IN ('in_force', 'suspended') AND upper(a.runs) <= relais.now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_proposed BEFORE INSERT ON bed_agreements
    FOR EACH ROW EXECUTE FUNCTION relais.agreement_proposed();

DROP INDEX bed_agreements_one_open;
CREATE UNIQUE INDEX bed_agreements_one_open ON bed_agreements (shelter_key, partner_organisation_id)
    WHERE state IN ('proposed', 'in_force', 'suspended');

ALTER FUNCTION relais.agreement_gives(bed_agreements, timestamptz, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.agreement_days(bigint, date, date) OWNER TO relais_lens;
ALTER FUNCTION relais.agreement_proposed() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.agreement_gives(bed_agreements, timestamptz, timestamptz),
    relais.agreement_days(bigint, date, date), relais.agreement_proposed() FROM PUBLIC;
"""

CHANGES = """
-- Other numbers for an agreement that counts already: in force by the other side's tap, and until then nothing changes.
CREATE TABLE agreement_changes (
    id uuid PRIMARY KEY,
    agreement_id uuid NOT NULL REFERENCES bed_agreements (id),
    organisation_id uuid NOT NULL,
    partner_organisation_id uuid NOT NULL,
    places smallint NOT NULL CHECK (places BETWEEN 1 AND 100),
    notice_hours smallint NOT NULL CHECK (notice_hours BETWEEN 0 AND 720),
    longest_hold_hours smallint NOT NULL CHECK (longest_hold_hours BETWEEN 1 AND 720),
    answer text NOT NULL CHECK (answer IN ('automatic', 'asked')),
    review_on date NOT NULL,
    state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn')),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    CHECK ((state = 'proposed') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX agreement_changes_one_open ON agreement_changes (agreement_id) WHERE state = 'proposed';
ALTER TABLE agreement_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY two_sides ON agreement_changes FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation())
        OR partner_organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON agreement_changes AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator', 'investigator')));
CREATE POLICY lens ON agreement_changes TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT ON agreement_changes TO relais_app;
GRANT SELECT, INSERT, UPDATE (state, answered_by, answered_at) ON agreement_changes TO relais_lens;

-- The house proposes; an earlier proposal that nobody has answered gives way. Answers the other side.
CREATE FUNCTION relais.propose_change(p_id uuid, p_agreement uuid, p_places integer, p_notice integer,
    p_longest integer, p_answer text, p_review_on date) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE a bed_agreements%ROWTYPE;
BEGIN
    SELECT * INTO a FROM bed_agreements WHERE id = p_agreement AND organisation_id = relais.organisation()
        AND state IN ('in_force', 'suspended') AND relais.holds('shelter_coordinator') FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE agreement_changes SET state = 'withdrawn', answered_at = relais.now()
        WHERE agreement_id = a.id AND state = 'proposed';
    INSERT INTO agreement_changes (id, agreement_id, organisation_id, partner_organisation_id, places, notice_hours,
        longest_hold_hours, answer, review_on, proposed_by, proposed_at)
    VALUES (p_id, a.id, a.organisation_id, a.partner_organisation_id, p_places, p_notice, p_longest, p_answer,
        p_review_on, relais.member(), relais.now());
    RETURN a.partner_organisation_id;
END $$;
ALTER FUNCTION relais.propose_change(uuid, uuid, integer, integer, integer, text, date) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.propose_change(uuid, uuid, integer, integer, integer, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.propose_change(uuid, uuid, integer, integer, integer, text, date) TO relais_app;
"""

STEPS = """
-- The partner's tap, on the agreement itself or on a change of it. Fewer places than operations use now are not
-- accepted: nothing that is held is lost by a tap. Answers `answered` or `in_use`, and the house's organisation.
DROP FUNCTION relais.answer_agreement(uuid, boolean);
CREATE FUNCTION relais.answer_agreement(p_agreement uuid, p_yes boolean, p_as text)
RETURNS TABLE (outcome text, other uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    a bed_agreements%ROWTYPE;
    c agreement_changes%ROWTYPE;
BEGIN
    SELECT * INTO a FROM bed_agreements WHERE id = p_agreement AND partner_organisation_id = relais.organisation()
        AND relais.holds('investigator') FOR UPDATE;
    IF a.state = 'proposed' THEN
        UPDATE bed_agreements SET state = CASE WHEN p_yes THEN 'in_force' ELSE 'declined' END,
            answered_by = relais.member(), answered_at = relais.now(), accepted_as = CASE WHEN p_yes THEN p_as END
        WHERE id = a.id;
        RETURN QUERY SELECT 'answered', a.organisation_id;
        RETURN;
    END IF;
    SELECT * INTO c FROM agreement_changes WHERE agreement_id = a.id AND state = 'proposed' FOR UPDATE;
    IF c.id IS NULL OR a.state NOT IN ('in_force', 'suspended') THEN RETURN; END IF;
    IF p_yes AND relais.agreement_used(a.id) > c.places THEN
        RETURN QUERY SELECT 'in_use', a.organisation_id;
        RETURN;
    END IF;
    UPDATE agreement_changes SET state = CASE WHEN p_yes THEN 'accepted' ELSE 'declined' END,
        answered_by = relais.member(), answered_at = relais.now() WHERE id = c.id;
    IF p_yes THEN
        UPDATE bed_agreements SET places = c.places, notice_hours = c.notice_hours,
            longest_hold_hours = c.longest_hold_hours, answer = c.answer, review_on = c.review_on WHERE id = a.id;
    END IF;
    RETURN QUERY SELECT 'answered', a.organisation_id;
END $$;

-- Either side lets an agreement rest, and the same side resumes it. What it holds stays held. Answers the other side.
CREATE FUNCTION relais.rest_agreement(p_agreement uuid, p_rest boolean) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE bed_agreements SET state = CASE WHEN p_rest THEN 'suspended' ELSE 'in_force' END,
        suspended_by = CASE WHEN p_rest THEN relais.organisation() END,
        suspended_at = CASE WHEN p_rest THEN relais.now() END
    WHERE id = p_agreement AND relais.holds('shelter_coordinator', 'investigator')
        AND relais.organisation() IN (organisation_id, partner_organisation_id)
        AND CASE WHEN p_rest THEN state = 'in_force' ELSE suspended_by = relais.organisation() END
    RETURNING CASE WHEN relais.organisation() = organisation_id THEN partner_organisation_id ELSE organisation_id END;
$$;

-- Either side ends an agreement, resting or not; what it already holds stays held, what was proposed is not any more.
CREATE OR REPLACE FUNCTION relais.end_agreement(p_agreement uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE agreement_changes c SET state = 'withdrawn', answered_at = relais.now() FROM bed_agreements a
    WHERE a.id = p_agreement AND c.agreement_id = a.id AND c.state = 'proposed'
        AND relais.holds('shelter_coordinator', 'investigator')
        AND relais.organisation() IN (a.organisation_id, a.partner_organisation_id);
    UPDATE bed_agreements SET state = 'ended', ended_at = relais.now(), suspended_by = NULL, suspended_at = NULL,
        answered_by = coalesce(answered_by, relais.member()), answered_at = coalesce(answered_at, relais.now())
    WHERE id = p_agreement AND state IN ('proposed', 'in_force', 'suspended')
        AND relais.holds('shelter_coordinator', 'investigator')
        AND relais.organisation() IN (organisation_id, partner_organisation_id)
    RETURNING CASE WHEN relais.organisation() = organisation_id THEN partner_organisation_id ELSE organisation_id END;
$$;

ALTER FUNCTION relais.answer_agreement(uuid, boolean, text) OWNER TO relais_lens;
ALTER FUNCTION relais.rest_agreement(uuid, boolean) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.answer_agreement(uuid, boolean, text), relais.rest_agreement(uuid, boolean)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.answer_agreement(uuid, boolean, text), relais.rest_agreement(uuid, boolean)
    TO relais_app;
"""

SQL = TERMS + CHANGES + STEPS
