"""The sheet of paper for when everything is down: printed at the beginning of a shift, entered afterwards."""
