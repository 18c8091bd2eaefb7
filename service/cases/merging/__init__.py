"""Two codes that are one person: asked by one organisation, agreed to by the other and by the person (DAT-04)."""
