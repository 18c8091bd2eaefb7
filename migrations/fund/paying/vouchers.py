"""Vouchers drawn down: one code for one line and decision, by a constraint; what is spoilt and counted (FND-03).

The stock itself is not in the ledger: a card's value posts when it is drawn. What happens to a card is a row that is
never changed: drawn, voided, counted.
"""

TABLES = """
-- Where a card lies: with a shelter or a pivot's organisation that draws it down; empty: with the fund.
ALTER TABLE vouchers ADD COLUMN place_organisation_id uuid REFERENCES organisations;
DROP INDEX vouchers_of_fund;
CREATE INDEX vouchers_of_fund ON vouchers (organisation_id, loaded_at DESC, id);
CREATE INDEX vouchers_to_draw ON vouchers (organisation_id, kind, value_cents DESC, expires_on, loaded_at, id);

CREATE TABLE voucher_draws (
    voucher_id uuid PRIMARY KEY REFERENCES vouchers,
    organisation_id uuid NOT NULL REFERENCES organisations,
    asking_organisation_id uuid NOT NULL REFERENCES organisations,
    line_id uuid NOT NULL REFERENCES request_lines,
    decision_id uuid NOT NULL REFERENCES decisions,
    replaces uuid CONSTRAINT voucher_draws_replaced_once UNIQUE REFERENCES voucher_draws,
    drawn_by uuid NOT NULL,
    drawn_at timestamptz NOT NULL,
    CHECK (replaces <> voucher_id)
);
CREATE UNIQUE INDEX voucher_draws_one_of_a_line ON voucher_draws (line_id, decision_id) WHERE replaces IS NULL;
CREATE INDEX voucher_draws_of_line ON voucher_draws (line_id, drawn_at);

CREATE TABLE voucher_voids (
    voucher_id uuid CONSTRAINT voucher_voids_once PRIMARY KEY REFERENCES vouchers,
    organisation_id uuid NOT NULL REFERENCES organisations,
    reason text NOT NULL CHECK (reason IN ('spoilt', 'lost', 'refused', 'expired')),
    voided_by uuid NOT NULL,
    voided_at timestamptz NOT NULL
);

-- What was counted by hand beside what was recorded at that moment: a difference is a fact, and stays one.
CREATE TABLE voucher_counts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    place_organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('calling_card', 'bus_ticket', 'gift_card')),
    value_cents integer NOT NULL,
    recorded integer NOT NULL CHECK (recorded >= 0),
    counted integer NOT NULL CHECK (counted BETWEEN 0 AND 100000),
    counted_by uuid NOT NULL,
    counted_at timestamptz NOT NULL
);
CREATE INDEX voucher_counts_latest ON voucher_counts (organisation_id, place_organisation_id, kind, value_cents,
    counted_at DESC);

-- How few cards of a kind in a place ask for more; without a row, none.
CREATE TABLE voucher_thresholds (
    organisation_id uuid NOT NULL REFERENCES organisations,
    place_organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('calling_card', 'bus_ticket', 'gift_card')),
    at_most integer NOT NULL CHECK (at_most BETWEEN 0 AND 10000),
    set_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, place_organisation_id, kind)
);

-- A notice that stock runs out: one at a time for a kind and a place, until more has come.
CREATE TABLE voucher_restocks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    place_organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('calling_card', 'bus_ticket', 'gift_card')),
    cards_left integer NOT NULL CHECK (cards_left >= 0),
    raised_at timestamptz NOT NULL,
    closed_at timestamptz
);
CREATE UNIQUE INDEX voucher_restocks_one_open ON voucher_restocks (organisation_id, place_organisation_id, kind)
    WHERE closed_at IS NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON voucher_draws
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON voucher_voids
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON voucher_counts
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();

-- Whoever drew a code does not also say that it was spoilt: one person alone would draw card after card.
CREATE FUNCTION relais.void_is_anothers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM voucher_draws d WHERE d.voucher_id = NEW.voucher_id AND d.drawn_by = NEW.voided_by) THEN
        RAISE EXCEPTION 'another person voids what one has drawn' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'voucher_voids_two_people', TABLE = 'voucher_voids';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER anothers BEFORE INSERT ON voucher_voids FOR EACH ROW EXECUTE FUNCTION relais.void_is_anothers();

-- Cards lie with the fund, or with a partner of a network that the fund is in.
CREATE FUNCTION relais.voucher_lies_near() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.place_organisation_id <> NEW.organisation_id AND NOT EXISTS (
            SELECT FROM network_members mine JOIN network_members theirs ON theirs.network_id = mine.network_id
            JOIN organisations o ON o.id = theirs.organisation_id AND o.kind NOT IN ('police', 'audit')
            WHERE mine.organisation_id = NEW.organisation_id
              AND theirs.organisation_id = NEW.place_organisation_id) THEN
        RAISE EXCEPTION 'no network is shared with this place' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'vouchers_place', TABLE = 'vouchers';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER lies_near BEFORE INSERT ON vouchers FOR EACH ROW WHEN (NEW.place_organisation_id IS NOT NULL)
    EXECUTE FUNCTION relais.voucher_lies_near();
"""

_OWN = ("voucher_draws", "voucher_voids", "voucher_counts", "voucher_thresholds", "voucher_restocks")
RIGHTS = (
    "".join(
        f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON {table} AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON {table} TO relais_lens USING (true);
GRANT SELECT ON {table} TO relais_app, relais_lens;
"""
        for table in _OWN
    )
    + """
CREATE POLICY own_hand ON voucher_voids AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (voided_by = (SELECT relais.member())
        AND EXISTS (SELECT FROM vouchers v
            WHERE v.id = voucher_id AND v.organisation_id = voucher_voids.organisation_id));
CREATE POLICY own_hand ON voucher_thresholds AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (set_by = (SELECT relais.member()));
GRANT INSERT ON voucher_voids TO relais_app;
GRANT INSERT, UPDATE (at_most, set_by) ON voucher_thresholds TO relais_app;
GRANT UPDATE (closed_at) ON voucher_restocks TO relais_app;
CREATE POLICY lens ON vouchers FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON vouchers TO relais_lens;
CREATE POLICY lens_notes ON receipts FOR INSERT TO relais_lens WITH CHECK (true);
GRANT INSERT ON receipts TO relais_lens;
GRANT INSERT ON voucher_draws, voucher_counts, voucher_restocks TO relais_lens;
GRANT UPDATE (state, version, reference, confirmed_cents, confirmed_at, sent_at, paid_by) ON payout_intents
    TO relais_lens;
"""
)

STOCK = """
-- What kind of card answers a need.
CREATE FUNCTION relais.voucher_kind(p_category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_category = 'calling_card' THEN 'calling_card' WHEN p_category LIKE 'travel\\_%' THEN 'bus_ticket'
        ELSE 'gift_card' END
$$;

-- Cards that can still be drawn: neither drawn, voided nor run out. A card's last day is not one to begin on.
CREATE VIEW relais.vouchers_left AS
    SELECT v.id, v.organisation_id, coalesce(v.place_organisation_id, v.organisation_id) AS place_id, v.kind,
        v.value_cents, v.expires_on, v.loaded_at
    FROM vouchers v
    WHERE (v.expires_on IS NULL OR v.expires_on > (relais.now() AT TIME ZONE 'UTC')::date)
      AND NOT EXISTS (SELECT FROM voucher_draws d WHERE d.voucher_id = v.id)
      AND NOT EXISTS (SELECT FROM voucher_voids o WHERE o.voucher_id = v.id);
ALTER VIEW relais.vouchers_left OWNER TO relais_lens;

-- Raises the notice when so few are left that somebody asked for more; true when this call raised it.
CREATE FUNCTION relais.raise_restock(p_fund uuid, p_place uuid, p_kind text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    still integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('vouchers ' || p_fund || p_place || p_kind, 0));
    SELECT count(*) INTO still FROM relais.vouchers_left v
        WHERE v.organisation_id = p_fund AND v.place_id = p_place AND v.kind = p_kind;
    IF still > coalesce((SELECT t.at_most FROM voucher_thresholds t WHERE t.organisation_id = p_fund
            AND t.place_organisation_id = p_place AND t.kind = p_kind), 0) THEN
        RETURN false;
    END IF;
    INSERT INTO voucher_restocks (organisation_id, place_organisation_id, kind, cards_left, raised_at)
    VALUES (p_fund, p_place, p_kind, still, relais.now()) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;

-- The same for one kind in one place of the caller's own fund.
CREATE FUNCTION relais.look_at_stock(p_place uuid, p_kind text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN relais.member() IS NOT NULL AND relais.holds('fund_administrator')
        AND relais.raise_restock(relais.organisation(), p_place, p_kind);
END
$$;

-- The stock without codes: an administrator sees the whole of their fund, whoever holds cards what they hold.
CREATE FUNCTION relais.voucher_stock()
    RETURNS TABLE (fund_id uuid, fund text, place_id uuid, place text, kind text, value_cents integer,
        cards_left bigint, run_out bigint, soonest_to_expire date, at_most integer, restock_since timestamptz,
        counted_at timestamptz, difference integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH seen AS (
        SELECT v.id, v.organisation_id, coalesce(v.place_organisation_id, v.organisation_id) AS place_id, v.kind,
            v.value_cents, v.expires_on
        FROM vouchers v
        WHERE relais.member() IS NOT NULL AND (v.organisation_id = relais.organisation()
                AND relais.holds('fund_administrator')
            OR v.place_organisation_id = relais.organisation()
                AND relais.holds('shelter_coordinator', 'front_desk', 'pivot_worker'))
    ), summed AS (
        SELECT s.organisation_id, s.place_id, s.kind, s.value_cents, count(l.id) AS cards_left,
            count(*) FILTER (WHERE l.id IS NULL AND s.expires_on <= (relais.now() AT TIME ZONE 'UTC')::date
                AND NOT EXISTS (SELECT FROM voucher_draws d WHERE d.voucher_id = s.id)
                AND NOT EXISTS (SELECT FROM voucher_voids o WHERE o.voucher_id = s.id)) AS run_out,
            min(l.expires_on) AS soonest
        FROM seen s LEFT JOIN relais.vouchers_left l ON l.id = s.id
        GROUP BY s.organisation_id, s.place_id, s.kind, s.value_cents
    )
    SELECT s.organisation_id, f.name, s.place_id, p.name, s.kind, s.value_cents, s.cards_left, s.run_out, s.soonest,
        coalesce(t.at_most, 0), r.raised_at, c.counted_at, c.counted - c.recorded
    FROM summed s JOIN organisations f ON f.id = s.organisation_id JOIN organisations p ON p.id = s.place_id
    LEFT JOIN voucher_thresholds t ON t.organisation_id = s.organisation_id AND t.place_organisation_id = s.place_id
        AND t.kind = s.kind
    LEFT JOIN voucher_restocks r ON r.organisation_id = s.organisation_id AND r.place_organisation_id = s.place_id
        AND r.kind = s.kind AND r.closed_at IS NULL
    LEFT JOIN LATERAL (SELECT x.counted_at, x.counted, x.recorded FROM voucher_counts x
        WHERE x.organisation_id = s.organisation_id AND x.place_organisation_id = s.place_id AND x.kind = s.kind
            AND x.value_cents = s.value_cents ORDER BY x.counted_at DESC, x.id LIMIT 1) c ON true
    ORDER BY f.name, p.name, s.kind, s.value_cents
$$;

-- A count by hand, by whoever keeps the cards. No row: they keep none there.
CREATE FUNCTION relais.count_vouchers(p_fund uuid, p_place uuid, p_kind text, p_value integer, p_counted integer)
    RETURNS SETOF voucher_counts
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM relais.voucher_stock() s WHERE s.fund_id = p_fund AND s.place_id = p_place
            AND s.kind = p_kind AND s.value_cents = p_value) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('vouchers ' || p_fund || p_place || p_kind, 0));
    RETURN QUERY INSERT INTO voucher_counts (organisation_id, place_organisation_id, kind, value_cents, recorded,
            counted, counted_by, counted_at)
        SELECT p_fund, p_place, p_kind, p_value, (SELECT count(*) FROM relais.vouchers_left l
                WHERE l.organisation_id = p_fund AND l.place_id = p_place AND l.kind = p_kind
                  AND l.value_cents = p_value), p_counted, relais.member(), relais.now()
        RETURNING *;
END
$$;
"""

DRAWS = """
-- The line and its fund, for whoever may draw its card: an administrator of the fund, or whoever asked for it and now
-- accompanies the case.
CREATE FUNCTION relais.line_to_draw(p_line uuid) RETURNS SETOF fund_requests
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.* FROM fund_requests r JOIN request_lines l ON l.request_id = r.id
    WHERE l.id = p_line AND relais.member() IS NOT NULL
      AND (r.fund_organisation_id = relais.organisation() AND relais.holds('fund_administrator')
        OR r.organisation_id = relais.organisation() AND relais.holds('pivot_worker')
            AND (r.requested_by = relais.member() OR EXISTS (
                SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id
                WHERE c.request_id = r.id AND relais.member() IN (k.pivot_member_id, k.backup_member_id))))
$$;

-- Draws one card for a line, or answers the one that was drawn: `drawn`, `replaced`, `again`; else why not:
-- `none_left`, `rail_off`, `expired`, `not_paid_so`; no row, where there is no such line for the caller. The value
-- posts at once. Whoever calls holds the request's row.
CREATE FUNCTION relais.draw_voucher(p_line uuid, p_place uuid)
    RETURNS TABLE (outcome text, request_id uuid, fund_id uuid, voucher_id uuid, kind text, value_cents integer,
        expires_on date, place_id uuid, replaced uuid, restock boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked fund_requests;
    line request_lines;
    last voucher_draws;
    deciding uuid;
    open_cents bigint;
    over boolean := false;
    chosen relais.vouchers_left;
BEGIN
    SELECT r.* INTO asked FROM relais.line_to_draw(p_line) r;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT l.* INTO line FROM request_lines l WHERE l.id = p_line;
    SELECT d.* INTO last FROM voucher_draws d WHERE d.line_id = p_line
        AND NOT EXISTS (SELECT FROM voucher_draws n WHERE n.replaces = d.voucher_id)
        ORDER BY d.drawn_at DESC, d.voucher_id LIMIT 1;
    IF EXISTS (SELECT FROM voucher_voids v WHERE v.voucher_id = last.voucher_id) THEN
        deciding := last.decision_id;
        SELECT v.value_cents INTO open_cents FROM vouchers v WHERE v.id = last.voucher_id;
    ELSE
        SELECT i.decision_id, e.expires_at <= relais.now() INTO deciding, over
            FROM payout_intents i JOIN earmarks e ON e.transfer_id = i.earmark_id
            WHERE i.line_id = p_line AND i.rail = 'voucher' AND i.state IN ('ready', 'leaving', 'waiting')
            ORDER BY e.expires_at DESC NULLS FIRST, i.created_at, i.id LIMIT 1;
        SELECT sum(e.open_cents) INTO open_cents FROM payout_intents i JOIN earmarks e ON e.transfer_id = i.earmark_id
            WHERE i.line_id = p_line AND i.decision_id = deciding AND i.rail = 'voucher'
              AND i.state IN ('ready', 'leaving', 'waiting');
        IF deciding IS NULL THEN
            outcome := CASE WHEN last.voucher_id IS NULL THEN 'not_paid_so' ELSE 'again' END;
            RETURN QUERY SELECT outcome, asked.id, asked.fund_organisation_id, v.id, v.kind, v.value_cents,
                v.expires_on, coalesce(v.place_organisation_id, v.organisation_id), NULL::uuid, false
                FROM (SELECT 1) one LEFT JOIN vouchers v ON v.id = last.voucher_id;
            RETURN;
        END IF;
        last := NULL;
    END IF;
    IF NOT relais.rail_is_on(asked.fund_organisation_id, 'voucher') THEN
        outcome := 'rail_off';
    ELSIF over THEN
        outcome := 'expired';
    ELSE
        chosen := relais.take_voucher(asked, line, deciding, open_cents, p_place, last.voucher_id);
        outcome := CASE WHEN chosen.id IS NULL THEN 'none_left' WHEN last.voucher_id IS NULL THEN 'drawn'
            ELSE 'replaced' END;
    END IF;
    IF outcome = 'drawn' THEN
        PERFORM relais.post_voucher(p_line, deciding, chosen.id, chosen.value_cents);
    END IF;
    RETURN QUERY SELECT outcome, asked.id, asked.fund_organisation_id, chosen.id, chosen.kind, chosen.value_cents,
        chosen.expires_on, chosen.place_id, last.voucher_id,
        CASE WHEN chosen.id IS NULL THEN false
            ELSE relais.raise_restock(asked.fund_organisation_id, chosen.place_id, chosen.kind) END;
END
$$;

-- One card that fits: of the dearest value within the sum, from one's own drawer first, soonest to expire. Whoever
-- takes the same one in the same moment finds it gone, by its key, and takes the next.
CREATE FUNCTION relais.take_voucher(asked fund_requests, line request_lines, p_decision uuid, p_cents bigint,
        p_place uuid, p_replaces uuid) RETURNS relais.vouchers_left
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    chosen relais.vouchers_left;
BEGIN
    LOOP
        SELECT v.* INTO chosen FROM relais.vouchers_left v
        WHERE v.organisation_id = asked.fund_organisation_id AND v.kind = relais.voucher_kind(line.category)
          AND v.value_cents <= p_cents
          AND CASE WHEN p_place IS NULL THEN v.place_id IN (asked.fund_organisation_id, asked.organisation_id)
              ELSE v.place_id = p_place END
        ORDER BY v.value_cents DESC, v.place_id = asked.organisation_id DESC, v.expires_on NULLS LAST, v.loaded_at, v.id
        LIMIT 1;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        INSERT INTO voucher_draws (voucher_id, organisation_id, asking_organisation_id, line_id, decision_id, replaces,
                                   drawn_by, drawn_at)
        VALUES (chosen.id, asked.fund_organisation_id, asked.organisation_id, line.id, p_decision, p_replaces,
                relais.member(), relais.now())
        ON CONFLICT (voucher_id) DO NOTHING;
        IF FOUND THEN
            RETURN chosen;
        END IF;
    END LOOP;
END
$$;

-- The card's value leaves the promises of its line, the rest of them is given back; an envelope's row comes last.
CREATE FUNCTION relais.post_voucher(p_line uuid, p_decision uuid, p_voucher uuid, p_cents bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    intent record;
    left_cents bigint := p_cents;
    spent bigint;
BEGIN
    FOR intent IN
        SELECT i.id, i.organisation_id, i.earmark_id, t.debit_key, t.credit_key, e.open_cents
        FROM payout_intents i JOIN transfers t ON t.id = i.earmark_id JOIN earmarks e ON e.transfer_id = t.id
        WHERE i.line_id = p_line AND i.decision_id = p_decision AND i.rail = 'voucher'
          AND i.state IN ('ready', 'leaving', 'waiting')
        ORDER BY t.debit_key, i.id FOR UPDATE OF i
    LOOP
        spent := least(left_cents, intent.open_cents);
        left_cents := left_cents - spent;
        UPDATE payout_intents SET state = CASE WHEN spent > 0 THEN 'confirmed' ELSE 'cancelled' END,
            reference = CASE WHEN spent > 0 THEN 'V-' || left(p_voucher::text, 8) END,
            confirmed_cents = CASE WHEN spent > 0 THEN spent END,
            confirmed_at = CASE WHEN spent > 0 THEN relais.now() END,
            sent_at = CASE WHEN spent > 0 THEN relais.now() END,
            paid_by = CASE WHEN spent > 0 THEN relais.member() END, version = version + 1
        WHERE id = intent.id;
        PERFORM relais.post_part(p_line, intent.id, intent.earmark_id, 'payment', spent);
        PERFORM relais.post_part(p_line, intent.id, intent.earmark_id, 'void', intent.open_cents - spent);
    END LOOP;
    -- A card is its own receipt: what it is worth is spent once it is handed over.
    INSERT INTO receipts (line_id, organisation_id, fund_organisation_id, spent_cents, noted_by, noted_at)
    SELECT l.id, l.organisation_id, l.fund_organisation_id, l.paid_cents - l.returned_cents, relais.member(),
        relais.now() FROM request_lines l WHERE l.id = p_line;
END
$$;

CREATE FUNCTION relais.post_part(p_line uuid, p_intent uuid, p_earmark uuid, p_kind text, p_cents bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    IF p_cents = 0 THEN
        RETURN;
    END IF;
    INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, line_id, made_by,
                           made_at)
    SELECT t.organisation_id, p_kind, t.debit_key, t.credit_key, p_cents, t.id, p_line, relais.member(), relais.now()
    FROM transfers t WHERE t.id = p_earmark RETURNING id INTO made;
    IF p_kind = 'payment' AND to_regclass('payout_postings') IS NOT NULL THEN
        INSERT INTO payout_postings (transfer_id, intent_id, organisation_id)
        SELECT made, i.id, i.organisation_id FROM payout_intents i WHERE i.id = p_intent;
    END IF;
END
$$;

-- What the ledger wrote for a card that the caller has just drawn, for their event to vouch for.
CREATE FUNCTION relais.transfers_of_draw(p_voucher uuid) RETURNS SETOF transfers
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.* FROM voucher_draws d JOIN payout_intents i ON i.line_id = d.line_id AND i.decision_id = d.decision_id
    JOIN transfers t ON t.pending_id = i.earmark_id AND t.made_by = d.drawn_by AND t.made_at = d.drawn_at
    WHERE d.voucher_id = p_voucher AND d.drawn_by = relais.member() AND d.drawn_at = relais.now()
    ORDER BY t.key
$$;

-- The sealed code of a card drawn for a line, for whoever may draw it.
CREATE FUNCTION relais.drawn_code(p_line uuid, p_voucher uuid)
    RETURNS TABLE (id uuid, kind text, value_cents integer, expires_on date, sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT v.id, v.kind, v.value_cents, v.expires_on, v.sealed
    FROM relais.line_to_draw(p_line) r JOIN voucher_draws d ON d.line_id = p_line AND d.voucher_id = p_voucher
    JOIN vouchers v ON v.id = d.voucher_id
$$;

-- Where a card for a line can be drawn: places, never how many lie there.
CREATE FUNCTION relais.voucher_places(p_line uuid) RETURNS TABLE (place_id uuid, place text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT o.id, o.name
    FROM relais.line_to_draw(p_line) r JOIN request_lines l ON l.id = p_line
    JOIN relais.vouchers_left v ON v.organisation_id = r.fund_organisation_id
        AND v.kind = relais.voucher_kind(l.category) AND v.value_cents <= l.approved_cents - l.paid_cents
    JOIN organisations o ON o.id = v.place_id
    ORDER BY o.name, o.id
$$;
"""

SQL = TABLES + RIGHTS + STOCK + DRAWS
PRIVATE = (
    "void_is_anothers()",
    "voucher_lies_near()",
    "voucher_kind(text)",
    "raise_restock(uuid, uuid, text)",
    "line_to_draw(uuid)",
    "take_voucher(fund_requests, request_lines, uuid, bigint, uuid, uuid)",
    "post_voucher(uuid, uuid, uuid, bigint)",
    "post_part(uuid, uuid, uuid, text, bigint)",
)
CALLED = (
    "look_at_stock(uuid, text)",
    "voucher_stock()",
    "count_vouchers(uuid, uuid, text, integer, integer)",
    "draw_voucher(uuid, uuid)",
    "transfers_of_draw(uuid)",
    "drawn_code(uuid, uuid)",
    "voucher_places(uuid)",
)
