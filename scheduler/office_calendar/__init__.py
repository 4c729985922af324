"""The office's calendar as plain rules: working days, countries' weekends and zones, hours, months' ends."""
