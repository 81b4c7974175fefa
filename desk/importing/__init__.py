"""Tables in and out of the desk: reading, mapping, checking, writing as drafts, undoing; and exports."""
