"""What several tests share: a clock that moves by itself, servers, and scripted services."""
