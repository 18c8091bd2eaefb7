"""The SQL of the fund (revision 0005), by noun."""
