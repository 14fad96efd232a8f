"""A browser without a network, for pages whose fields only scripts fill in."""
