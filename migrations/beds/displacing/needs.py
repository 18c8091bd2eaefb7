"""Whom each promise on a house's beds is for, as far as moving it to another bed there needs it (BED-16, SAF-08)."""

SQL = """
CREATE FUNCTION relais.band_bits(p_bands text[]) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bit_or(1 << (array_position(ARRAY['<16', '16-17', '18-20', '21-24', '25+'], b) - 1)), 0)::smallint
    FROM unnest(p_bands) b
$$;

-- Gender and age as masks, how many sleep there, and whether a family's room or a bed set aside is meant: what the
-- house knows already of a referral and of an expected arrival, and nothing of a case.
CREATE FUNCTION relais.needs_of_claim(p_claim bigint)
RETURNS TABLE (genders smallint, age_bands smallint, family_bands smallint, sleeps smallint, family boolean,
    set_aside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.genders(ARRAY (SELECT g ->> 'gender' FROM jsonb_array_elements(r.party -> 'people') g)),
        relais.band_bits(ARRAY (SELECT g ->> 'age_band' FROM jsonb_array_elements(r.party -> 'people') g)),
        0::smallint,
        CASE WHEN (r.party ->> 'one_unit')::boolean THEN (r.party ->> 'children')::integer
            + (SELECT sum((g ->> 'count')::integer) FROM jsonb_array_elements(r.party -> 'people') g)
            ELSE 1 END::smallint,
        (r.party ->> 'children')::integer > 0, r.set_aside
    FROM claims c JOIN referrals r ON r.id = c.referral_id WHERE c.key = p_claim AND c.place_id IS NULL
    UNION ALL
    SELECT relais.genders(CASE WHEN 'not_determined' = ANY (w.genders)
            THEN ARRAY['woman', 'man', 'trans_woman', 'trans_man', 'non_binary'] ELSE w.genders END),
        relais.band_bits(w.bands), relais.band_bits(w.with_family), w.people, false, true
    FROM claims c CROSS JOIN LATERAL (
        SELECT array_agg(p.gender) AS genders, count(DISTINCT p.id)::smallint AS people,
            array_agg(p.age_band) FILTER (WHERE p.age_band IN ('<16', '16-17') AND p.family IS NOT NULL) AS with_family,
            array_agg(b.band) FILTER (WHERE p.age_band NOT IN ('<16', '16-17') OR p.family IS NULL) AS bands
        FROM places me
            JOIN places p ON p.operation_id = me.operation_id AND (p.id = me.id OR p.family = me.family)
            CROSS JOIN LATERAL unnest(CASE WHEN p.age_band = 'not_determined' THEN ARRAY['18-20', '21-24', '25+']
                ELSE ARRAY[p.age_band] END) AS b (band)
        WHERE me.id = c.place_id AND p.withdrawn_at IS NULL) w
    WHERE c.key = p_claim AND w.genders IS NOT NULL
$$;

-- The same for each live promise of an own shelter.
CREATE FUNCTION relais.needs_of_house(p_shelter bigint)
RETURNS TABLE (claim_key bigint, genders smallint, age_bands smallint, family_bands smallint, sleeps smallint,
    family boolean, set_aside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.key, n.genders, n.age_bands, n.family_bands, n.sleeps, n.family, n.set_aside
    FROM claims c CROSS JOIN LATERAL relais.needs_of_claim(c.key) n
    WHERE c.shelter_key = p_shelter AND c.state = 'live' AND c.kind IN ('hold', 'reservation')
        AND c.organisation_id = relais.organisation() AND relais.holds('shelter_coordinator', 'front_desk')
$$;

GRANT SELECT (party, set_aside) ON referrals TO relais_lens;
ALTER FUNCTION relais.needs_of_claim(bigint) OWNER TO relais_lens;
ALTER FUNCTION relais.needs_of_house(bigint) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.band_bits(text[]), relais.needs_of_claim(bigint), relais.needs_of_house(bigint)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.band_bits(text[]) TO relais_lens;
GRANT EXECUTE ON FUNCTION relais.needs_of_house(bigint) TO relais_app;
"""
