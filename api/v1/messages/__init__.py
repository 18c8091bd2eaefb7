"""What reaches people: the live stream, pushes to a phone, texts that come in."""
