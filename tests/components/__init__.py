"""What Relais is made of besides itself: each part pinned, hashed, under a licence that is allowed (ASVS 15.1.2)."""
