"""Questions of the past, asked again: of the version that judged them, and of one that is only proposed (ELG-08)."""
