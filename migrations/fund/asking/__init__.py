"""What asking for money needs: the sums of the last day before a request is made, and when a card was shown."""

from migrations.fund.asking import before

PARTS = (before.SQL,)
