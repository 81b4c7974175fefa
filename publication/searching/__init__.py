"""Full-text search over the record: one interface, each database's own index behind it.

`words` makes text comparable (the same in both databases), `rows` says what is indexed of an entry, `native` holds
each database's SQL, `ranking` finds and orders, `spelling` helps with misspelt names, `passages` shows where the
words stand, `facets` counts.
"""
