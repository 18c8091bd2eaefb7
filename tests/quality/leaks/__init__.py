"""Nothing sensitive in an address, a title or a log line: gathered while the whole suite runs, judged at its end."""
