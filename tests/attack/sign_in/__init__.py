"""Somebody who wants in: with an old answer, a stolen cookie, all the guesses they can send, or a question."""
