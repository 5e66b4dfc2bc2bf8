"""The guides: how things are done at this desk, as Markdown in two languages, and what reads them.

`<id>.ko.md` and `<id>.en.md` are one guide; `table.py` says which there are, in which order. Keys and labels
are not typed but named (``{key:tracking}``, ``{verb:ship}``), so they are always those of the program. What
stands between ``<!-- keys … -->`` and ``<!-- /keys -->`` is written by the test of that name, which presses
these keys.
"""
