"""Accounts: signing in with a second factor, locks, sessions, passwords, and a log of all that which only grows."""
