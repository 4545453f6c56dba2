"""Finds the question types: every module in `types/` that defines one, nothing to register by hand."""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module

from survey.errors import NotFound
from survey.language import m
from survey.questions import types
from survey.questions.base import QuestionType

__all__ = ["all_types", "get"]


@cache
def _types() -> dict[str, QuestionType]:
    found: dict[str, QuestionType] = {}
    for module_info in pkgutil.iter_modules(types.__path__):
        module = import_module(f"{types.__name__}.{module_info.name}")
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if not issubclass(cls, QuestionType) or inspect.isabstract(cls):
                continue
            if cls.__module__ != module.__name__:
                continue
            if cls.name in found:
                raise RuntimeError(f"two question types are called {cls.name!r}")
            found[cls.name] = cls()
    return found


def all_types() -> tuple[QuestionType, ...]:
    """Every question type, by name."""
    return tuple(_types()[name] for name in sorted(_types()))


def get(name: str) -> QuestionType:
    """The question type called `name`; raises NotFound."""
    try:
        return _types()[name]
    except KeyError:
        raise NotFound(m("没有“%(name)s”这种题型。", name=name)) from None
