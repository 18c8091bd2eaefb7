"""The trail: events nobody can alter unseen, their Merkle log, its checkpoints and proofs (FND-09)."""
