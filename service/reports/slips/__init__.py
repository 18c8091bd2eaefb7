"""Statistical slips: what a month's report will count, apart from every case (DAT-05)."""
