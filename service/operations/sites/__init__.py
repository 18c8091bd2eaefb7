"""Shelters as an operation meets them: whom they admit, what their agreement still has, how near they are."""
