"""A local Discord: the gateway, the REST and the people that a bot meets, on this machine alone."""
