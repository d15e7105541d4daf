"""Measurements against a baseline page: ratios of one run, never times alone, since machines are shared."""
