"""Why customers left, how many, and where they went."""
