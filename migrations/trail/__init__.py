"""The trail's tables and functions."""
