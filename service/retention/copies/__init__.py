"""What a person may be given, on request, of what Relais holds of their case."""
