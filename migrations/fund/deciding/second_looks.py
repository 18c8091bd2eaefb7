"""A refusal is open to a second look by another person; the first decision stays beside it (FND-13)."""

TABLE = """
CREATE TABLE second_looks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_id uuid NOT NULL REFERENCES decisions,
    request_id uuid NOT NULL REFERENCES fund_requests,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('confirmed', 'overturned', 'withdrawn')),
    answered_by uuid,
    answered_at timestamptz,
    -- The refusal that was given anew, with a code of its own.
    answer_decision_id uuid REFERENCES decisions,
    CONSTRAINT second_looks_once UNIQUE (decision_id),
    FOREIGN KEY (request_id, organisation_id, fund_organisation_id)
        REFERENCES fund_requests (id, organisation_id, fund_organisation_id),
    CHECK ((outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (answered_by IS NULL)),
    CHECK ((outcome = 'confirmed') IS NOT TRUE OR answer_decision_id IS NOT NULL)
);
CREATE INDEX second_looks_request_id_idx ON second_looks (request_id);
CREATE INDEX second_looks_open_idx ON second_looks (fund_organisation_id, answer_by) WHERE outcome IS NULL;
ALTER TABLE second_looks ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON second_looks TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON second_looks FOR SELECT TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY answers ON second_looks FOR UPDATE TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON second_looks AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (asked_by = (SELECT relais.member()) AND (SELECT relais.holds('pivot_worker')));
CREATE POLICY in_role ON second_looks AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON second_looks FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT (id, decision_id, request_id, organisation_id, fund_organisation_id, asked_by, asked_at, answer_by)
    ON second_looks TO relais_app;
GRANT UPDATE (outcome, answered_by, answered_at, answer_decision_id) ON second_looks TO relais_app;
GRANT SELECT ON second_looks TO relais_lens;
"""

ANOTHER = """
-- Asked of a first refusal only: what a second look confirmed is not asked a third time.
CREATE FUNCTION relais.look_is_at_a_refusal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM decisions d WHERE d.id = NEW.decision_id AND d.request_id = NEW.request_id
            AND d.kind = 'declined') OR EXISTS (SELECT FROM second_looks s
            WHERE s.answer_decision_id = NEW.decision_id) THEN
        RAISE EXCEPTION 'a second look is at a first refusal' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'second_looks_at_a_refusal', TABLE = 'second_looks';
    END IF;
    RETURN NEW;
END
$$;

-- Answered once, in one's own name: by the fund, but not by a hand that declined or asked; taken back by the pivots.
CREATE FUNCTION relais.look_is_anothers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF OLD.outcome IS NOT NULL OR NEW.answered_by IS DISTINCT FROM relais.member()
        OR relais.organisation() <> (CASE WHEN NEW.outcome = 'withdrawn' THEN OLD.organisation_id
            ELSE OLD.fund_organisation_id END)
        OR NOT relais.holds(CASE WHEN NEW.outcome = 'withdrawn' THEN 'pivot_worker' ELSE 'fund_administrator' END) THEN
        RAISE EXCEPTION 'a second look is answered once, by whom it was asked of' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'second_looks_answered', TABLE = 'second_looks';
    END IF;
    IF NEW.outcome <> 'withdrawn' AND (EXISTS (SELECT FROM signatures s
            WHERE s.decision_id = OLD.decision_id AND s.member_id = NEW.answered_by)
        OR EXISTS (SELECT FROM fund_requests r WHERE r.id = OLD.request_id
            AND NEW.answered_by IN (r.requested_by, OLD.asked_by))) THEN
        RAISE EXCEPTION 'the second look is another person''s' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'second_looks_another_hand', TABLE = 'second_looks';
    END IF;
    RETURN NEW;
END
$$;

-- What was declined stays so, unless every refusal of it was overturned; what was taken back is not asked for again.
CREATE FUNCTION relais.line_stays_declined() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF OLD.closed_by = 'withdrawn' OR EXISTS (SELECT FROM decision_lines l LEFT JOIN second_looks s
            ON s.decision_id = l.decision_id
            WHERE l.line_id = OLD.id AND l.outcome = 'declined' AND s.outcome IS DISTINCT FROM 'overturned') THEN
        RAISE EXCEPTION 'a refusal is overturned by a second look' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'request_lines_stay_declined', TABLE = 'request_lines';
    END IF;
    RETURN NEW;
END
$$;

-- Whoever declined a line is never the first to approve it.
CREATE FUNCTION relais.first_hand_is_anothers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM decision_lines mine
            JOIN decision_lines no ON no.line_id = mine.line_id AND no.outcome = 'declined'
            JOIN signatures s ON s.decision_id = no.decision_id AND s.member_id = NEW.member_id
            WHERE mine.decision_id = NEW.decision_id AND mine.outcome = 'approved')
        AND NOT EXISTS (SELECT FROM signatures o WHERE o.decision_id = NEW.decision_id AND o.role = 'approver'
            AND o.member_id <> NEW.member_id) THEN
        RAISE EXCEPTION 'another person looks first' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'signatures_second_look', TABLE = 'signatures';
    END IF;
    RETURN NEW;
END
$$;
"""

_FUNCTIONS = (
    "look_is_at_a_refusal()",
    "look_is_anothers()",
    "line_stays_declined()",
    "first_hand_is_anothers()",
)
WIRED = (
    "".join(
        f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;\n"
        for name in _FUNCTIONS
    )
    + """
CREATE TRIGGER at_a_refusal BEFORE INSERT ON second_looks
    FOR EACH ROW EXECUTE FUNCTION relais.look_is_at_a_refusal();
CREATE TRIGGER anothers BEFORE UPDATE ON second_looks FOR EACH ROW EXECUTE FUNCTION relais.look_is_anothers();
CREATE TRIGGER stays_declined BEFORE UPDATE OF decline_code, closed_cents ON request_lines FOR EACH ROW
    WHEN ((OLD.decline_code IS NOT NULL AND NEW.decline_code IS NULL) OR NEW.closed_cents < OLD.closed_cents)
    EXECUTE FUNCTION relais.line_stays_declined();
CREATE TRIGGER second_hand BEFORE INSERT ON signatures FOR EACH ROW WHEN (NEW.role = 'approver')
    EXECUTE FUNCTION relais.first_hand_is_anothers();
"""
)

PARTS = (TABLE, ANOTHER, WIRED)
