"""The explorers: the record over time, as a matrix, as a network, and between two days. Public; reads the record."""
