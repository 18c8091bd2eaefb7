"""Promises that a fact displaced: who is told, where else they could be, and how they come back."""
