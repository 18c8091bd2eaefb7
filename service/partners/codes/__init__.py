"""Codes of an authenticator app (RFC 6238) with recovery codes: the second way."""
