"""How messages leave: one Protocol, an adapter for each way."""
