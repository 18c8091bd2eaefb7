"""The SQL of messages, by noun."""
