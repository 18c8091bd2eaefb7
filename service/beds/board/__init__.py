"""Where tonight? The board."""
