"""Words that a network chooses for its screens: neutral by default, its own where two of its people say so (RIG-04)."""
