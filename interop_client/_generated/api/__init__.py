"""One package per tag, with one module per operation."""
