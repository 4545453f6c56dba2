"""Question types: how one asked thing is checked, answered, stored, exported and counted."""

from survey.questions.base import (
    NA,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_ASKED,
    Answers,
    Column,
    Json,
    QuestionType,
    Raw,
)
from survey.questions.model import Item, Option, Point, Scale, Scales, Text, listed, text_in
from survey.questions.registry import all_types, get

__all__ = [
    "NA",
    "NOT_ANSWERED",
    "NOT_APPLICABLE",
    "NOT_ASKED",
    "Answers",
    "Column",
    "Item",
    "Json",
    "Option",
    "Point",
    "QuestionType",
    "Raw",
    "Scale",
    "Scales",
    "Text",
    "all_types",
    "get",
    "listed",
    "text_in",
]
