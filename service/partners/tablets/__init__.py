"""Shared tablets, enrolled once, with a PIN for each person who works at one."""
