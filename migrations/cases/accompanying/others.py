"""What no list foresaw: a few words beside an `other`, gathered by month to lengthen the lists (PIV-07). Of no case, of
no person and of no day."""

SQL = """
CREATE TABLE other_words (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    region text NOT NULL REFERENCES regions,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    about text NOT NULL CHECK (about IN ('form', 'context', 'need', 'travel', 'duty_to_report', 'refusal', 'unmet_need',
        'exclusion', 'commitment')),
    words text NOT NULL CHECK (length(words) BETWEEN 3 AND 80)
);
CREATE INDEX other_words_of_month ON other_words (region, month);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON other_words
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE other_words ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON other_words TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON other_words AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('pivot_worker', 'shelter_coordinator', 'fund_administrator')));
CREATE POLICY lens ON other_words FOR SELECT TO relais_lens USING (true);
GRANT INSERT, SELECT ON other_words TO relais_app;
GRANT SELECT ON other_words TO relais_lens;

-- A month of a region, for its regional coordination: words and how often, never who said them.
CREATE FUNCTION relais.others_of_month(p_region text, p_month date)
    RETURNS TABLE (about text, words text, times integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT w.about, min(w.words), count(*)::integer FROM other_words w
    WHERE w.region = p_region AND w.month = p_month AND relais.member() IS NOT NULL
        AND relais.holds('regional_coordinator') AND EXISTS (SELECT FROM organisations o
            WHERE o.id = relais.organisation() AND o.kind = 'coordination' AND p_region = ANY (o.regions))
    GROUP BY w.about, lower(w.words) ORDER BY count(*) DESC, w.about, min(w.words) LIMIT 500
$$;
ALTER FUNCTION relais.others_of_month(text, date) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.others_of_month(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.others_of_month(text, date) TO relais_app;
"""
