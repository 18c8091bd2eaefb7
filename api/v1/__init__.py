"""The API: one room for each room of the domain; `doors.py` lists them all, `fields.py` is what their bodies share."""
