"""The conflict helpers against the sandbox, over real sockets."""
