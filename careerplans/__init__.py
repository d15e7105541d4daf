"""Career plan, immutable versions, steps, PDF, sharing of versions and follow-up of steps."""
