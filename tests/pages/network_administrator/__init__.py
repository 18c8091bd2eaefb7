"""This role in a real browser, and its pages over HTTP."""
