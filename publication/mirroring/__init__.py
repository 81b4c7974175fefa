"""Keeping a copy of another site's record in this database.

`publication.history.api` sends the change feed; `waiting` holds its clients until there is more. `origin` asks another
site for it, `items` reads what came, and `following` appends it, through `publication.replay`.
"""
