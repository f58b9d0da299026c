"""What the sandbox knows: its state, its time, its rules, and the data it starts with."""
