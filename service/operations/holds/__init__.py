"""An operation and its places: made, raised, lowered, launched, postponed, cancelled."""
