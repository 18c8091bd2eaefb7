"""What is forgotten with what is erased, also by a restored database before it opens; and which period holds."""

from migrations.keys.restoring import answers, periods

PARTS: tuple[str, ...] = (answers.SQL, periods.SQL)
