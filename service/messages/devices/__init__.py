"""Devices that a push reaches: a member's own phones. Climbing says who is asked; the words are the phone's own."""
