"""Ways in: passkeys, codes, tablets, sessions, and the proof for one action."""
