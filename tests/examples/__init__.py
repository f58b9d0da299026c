"""The examples: in memory, and as a user runs them."""
