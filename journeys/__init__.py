"""County blueprints, the journey, its append-only events and the progress computed from them."""
