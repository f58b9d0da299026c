"""One call: what goes out, what comes back, what is sent again, and what is said of it."""
