"""The two registers that Québec asks an organisation to keep: confidentiality incidents, and what was anonymised."""
