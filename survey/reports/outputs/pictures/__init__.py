"""The charts of the reports by name: the same for pages, documents, other programs and the command line.

`names` lists them, `registry` makes one of them from an address; the other modules draw them from reports.
"""
