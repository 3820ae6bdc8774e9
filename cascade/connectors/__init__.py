"""One adapter per server; only these know the JSON on the wire."""
