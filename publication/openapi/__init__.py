"""The API's own description: an OpenAPI 3.1 document made from the views, and a page for people made from that.

Nothing is described twice: parameters come from the filter sets and the views' `takes`, members of objects from
`publication.shapes`, formats from the views, errors from `publication.problems`.
"""
