"""What is on record: the trail, what auditors read, registers, retention, reports."""
