"""What goes along with a bundle: a page to read, and the verifier (FND-09)."""
