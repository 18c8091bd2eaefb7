"""What keeps a browser safe with us: who may ask, what an answer allows, which cookies are kept."""
