"""Lists with filters and pages: the address of the same list, asked a little otherwise."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request, url_for

__all__ = ["list_link"]


def list_link(endpoint: str, /, **changes: object) -> str:
    """The list's address with some of the asked filters changed, on its first page; None or '' takes one away."""
    values = request.args.to_dict() | {"page": None} | changes
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    return url_for(endpoint) + (f"?{urlencode(kept)}" if kept else "")
