"""Faults on purpose: own servers on loopback, what is done to them, what was expected and what was seen."""
