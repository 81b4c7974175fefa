"""The write API: what a curator's program may do at the desk. Nothing of it is public before somebody publishes it."""
