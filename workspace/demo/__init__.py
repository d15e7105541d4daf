"""Invented people and journeys for the demo and for measurements; the names are meant to show it."""
