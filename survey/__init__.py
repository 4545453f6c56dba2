"""Liusheng 留声: keep the customer's voice. `create_app` is imported only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from survey.app import create_app

__all__ = ["__version__", "create_app"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # `import survey.stats` must not load Flask, so the factory is looked up late.
    if name == "create_app":
        from survey.app import create_app

        return create_app
    raise AttributeError(name)
