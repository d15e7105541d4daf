"""The developer's commands behind the Makefile. What runs before the virtual environment exists uses the standard library only."""
