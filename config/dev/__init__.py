"""The developer's commands behind the Makefile. What runs before the virtual environment is there needs only Python."""
