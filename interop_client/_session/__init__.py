"""One call: who calls, its time bound, the retry loop, and one HTTP exchange."""
