"""Proving a step-up: which action it is for, and the proof by passkey or code."""
