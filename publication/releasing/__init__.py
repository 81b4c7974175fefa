"""Numbered releases: one state of the record as files that researchers can cite, check and read without this site.

`tables` and `changes` say what stands in the files, `package` writes and describes them, `writing` makes a release
of them, `shelf` finds the releases there are, `views` serves them. Everything is read from the record, and the same
state of it gives the same bytes on any machine and with either database.
"""
