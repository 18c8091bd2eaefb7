"""Passkeys: the first way to sign in, and to prove that it is you (WebAuthn)."""
