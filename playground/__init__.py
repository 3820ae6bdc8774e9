"""A pretend household served over the real wires, for the demo and the tests."""
