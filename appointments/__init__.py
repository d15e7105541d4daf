"""Published times, slots, bookings and the messages about them."""
