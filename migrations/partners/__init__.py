"""The schema of the room partners: sign-in, settings, visibility."""
