"""What a test has in its hands: faults, holds, quirks and the record of requests."""
