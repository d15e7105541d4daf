"""`python -m appointments.fetching`: one question on standard input, one answer on standard output."""

from appointments.fetching.child import main

main()
