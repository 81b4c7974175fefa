"""Editing without loss: what a form showed, what stands at the desk now, and how two hands' work is joined."""
