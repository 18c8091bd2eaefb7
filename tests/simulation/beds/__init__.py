"""A small town whose people do everything in any order, beside a model that knows what must come of it."""
