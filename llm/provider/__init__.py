"""One language model behind one address: what is sent, what may come back, and how it is told apart."""
