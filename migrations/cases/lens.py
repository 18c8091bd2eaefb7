"""What others may learn of cases: whether sharing is agreed to. Never a row, never a code."""

SQL = """
CREATE POLICY lens ON cases FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON consents FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON placements FOR SELECT TO relais_lens USING (true);
GRANT SELECT (id, organisation_id, region, age_band, party, forms, opened_at) ON cases TO relais_lens;
GRANT SELECT (case_id, scope, shared_with, given_at, withdrawn_at) ON consents TO relais_lens;
GRANT SELECT (case_id, claim_id, linked_at) ON placements TO relais_lens;
"""
