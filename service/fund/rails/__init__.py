"""Payment rails: how money leaves. A rail keeps nothing; what was asked and answered, the fund remembers."""
