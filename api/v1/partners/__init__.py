"""Organisations and their people: networks, members, settings that need two, who is on call, pledges."""
