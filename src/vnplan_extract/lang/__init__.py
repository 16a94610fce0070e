"""Vietnamese as pure functions on `str`: numbers, money, dates, citations, agencies; linear in time."""
