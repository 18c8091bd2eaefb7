"""The annual report: published once for each period, never changed, and read by region (DAT-01, DAT-02, DAT-05)."""
