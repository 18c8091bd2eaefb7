"""Texts to duty phones, and what they may answer: one segment each, in both languages, never a word of content."""
