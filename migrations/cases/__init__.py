"""The SQL of the room of cases (revision 0003), by noun."""
