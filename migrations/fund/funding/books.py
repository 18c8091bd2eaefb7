"""The books of a fund at any past moment, for its own administrators and for auditors (FND-09, POL-03)."""

SQL = """
-- Whether the caller audits a fund: an auditor of an organisation that is in a network with it.
CREATE FUNCTION relais.audits(p_fund uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.member() IS NOT NULL AND relais.holds('auditor') AND EXISTS (
        SELECT FROM network_members mine JOIN network_members theirs USING (network_id)
        WHERE mine.organisation_id = relais.organisation() AND theirs.organisation_id = p_fund)
$$;

CREATE FUNCTION relais.reads_books(p_fund uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.audits(p_fund)
        OR relais.member() IS NOT NULL AND p_fund = relais.organisation() AND relais.holds('fund_administrator')
$$;

CREATE FUNCTION relais.books_before(p_fund uuid, p_before timestamptz)
    RETURNS TABLE (key bigint, debits_pending bigint, credits_pending bigint, debits_posted bigint,
                   credits_posted bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.reads_books(p_fund) THEN
        RETURN QUERY SELECT * FROM relais.sum_books(p_fund, p_before);
    END IF;
END
$$;

CREATE FUNCTION relais.book_accounts(p_fund uuid)
    RETURNS TABLE (key bigint, kind text, funder_id uuid, funder text, funder_kind text, envelope_id uuid, code text,
                   name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.reads_books(p_fund) THEN
        RETURN QUERY SELECT a.key, a.kind, f.id, f.name, f.kind, e.id, e.code, e.name
            FROM accounts a JOIN funders f ON f.id = a.funder_id LEFT JOIN envelopes e ON e.id = a.envelope_id
            WHERE a.organisation_id = p_fund ORDER BY f.name, f.id, e.code NULLS FIRST, a.key;
    END IF;
END
$$;

-- Transfers in the order of their dates, a page at a time: the period is half-open, and the page begins behind a row.
CREATE FUNCTION relais.book_entries(p_fund uuid, p_since timestamptz, p_before timestamptz, p_after_at timestamptz,
        p_after_key bigint, p_limit integer)
    RETURNS TABLE (key bigint, id uuid, kind text, debit_key bigint, credit_key bigint, amount_cents bigint,
                   about_id uuid, made_at timestamptz, happened_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.reads_books(p_fund) THEN
        RETURN QUERY SELECT t.key, t.id, t.kind, t.debit_key, t.credit_key, t.amount_cents, t.about_id, t.made_at,
                t.happened_at
            FROM transfers t WHERE t.organisation_id = p_fund AND t.made_at >= p_since AND t.made_at < p_before
              AND (p_after_at IS NULL OR (t.made_at, t.key) > (p_after_at, p_after_key))
            ORDER BY t.made_at, t.key LIMIT p_limit;
    END IF;
END
$$;
-- What moved in an envelope's accounts over a period, by kind of entry and, for corrections, by what they undid.
CREATE FUNCTION relais.book_moves(p_fund uuid, p_envelope uuid, p_since timestamptz, p_before timestamptz)
    RETURNS TABLE (kind text, cents bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.reads_books(p_fund) THEN
        RETURN QUERY SELECT CASE t.kind WHEN 'correction' THEN 'correction_of_' || c.kind ELSE t.kind END AS named,
                sum(t.amount_cents)::bigint
            FROM transfers t LEFT JOIN transfers c ON c.id = t.about_id
            WHERE t.organisation_id = p_fund AND t.made_at >= p_since AND t.made_at < p_before
              AND EXISTS (SELECT FROM accounts a WHERE a.key IN (t.debit_key, t.credit_key)
                AND a.envelope_id = p_envelope)
            GROUP BY named ORDER BY named;
    END IF;
END
$$;
CREATE INDEX transfers_books_idx ON transfers (organisation_id, made_at, key);
DROP INDEX transfers_made_at_idx;
ALTER FUNCTION relais.audits(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.reads_books(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.books_before(uuid, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.book_accounts(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.book_moves(uuid, uuid, timestamptz, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.book_entries(uuid, timestamptz, timestamptz, timestamptz, bigint, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.audits(uuid), relais.reads_books(uuid), relais.books_before(uuid, timestamptz),
    relais.book_accounts(uuid), relais.book_moves(uuid, uuid, timestamptz, timestamptz),
    relais.book_entries(uuid, timestamptz, timestamptz, timestamptz, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.audits(uuid), relais.reads_books(uuid), relais.books_before(uuid, timestamptz),
    relais.book_accounts(uuid), relais.book_moves(uuid, uuid, timestamptz, timestamptz),
    relais.book_entries(uuid, timestamptz, timestamptz, timestamptz, bigint, integer) TO relais_app;
"""
