"""A questionnaire written as SurveyJS JSON: names are our keys, ratings have their words, conditions are kept."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from survey.instrument.formats.sketch import Choice, Question, Sketch, Words

__all__ = ["write_surveyjs"]

_NA: Final = "NA"


def write_surveyjs(sketch: Sketch) -> str:
    """The sketch as a SurveyJS survey."""
    survey = {
        "locale": "zh-cn",
        **_texts(title=sketch.title, description=sketch.opening, completedHtml=_markup(sketch.thanks)),
        "pages": [
            {
                "name": f"page{number}",
                **_texts(title=page.title, description=page.intro),
                "elements": [_element(question) for question in page.questions],
            }
            for number, page in enumerate(sketch.pages, start=1)
        ],
    }
    return json.dumps(survey, ensure_ascii=False, indent=2) + "\n"


def _element(question: Question) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": _TYPES[question.type],
        "name": question.name,
        **_texts(title=question.text, description=question.help),
    }
    if question.required:
        made["isRequired"] = True
    if question.show_if is not None:
        made["visibleIf"] = _expression(question.show_if)
    return made | _MAKERS.get(question.type, _nothing)(question)


def _texts(**texts: Words) -> dict[str, Any]:
    """The texts that there are, plain in one language or by language in two."""
    return {name: _text(text) for name, text in texts.items() if text}


def _text(text: Words) -> Any:
    zh = text.get("zh", "")
    return {"default": zh, "zh-cn": zh, "en": text["en"]} if text.get("en") else zh


def _markup(text: Words) -> Words:
    return {language: html.escape(one, quote=False).replace("\n", "<br>") for language, one in text.items()}


def _choice(choice: Choice) -> dict[str, Any]:
    return {"value": choice.value, "text": _text(choice.label)}


def _choices(question: Question) -> dict[str, Any]:
    made: dict[str, Any] = {}
    plain = []
    for option in question.options:
        if option.other and "showOtherItem" not in made:
            made |= {"showOtherItem": True, "otherText": _text(option.label)}
        elif option.exclusive and "showNoneItem" not in made:
            made |= {"showNoneItem": True, "noneText": _text(option.label)}
        else:
            plain.append(_choice(option))
    for name, theirs in (("min", "minSelectedChoices"), ("max", "maxSelectedChoices")):
        if name in question.settings:
            made[theirs] = question.settings[name]
    if "count" in question.settings:
        made |= {"selectToRankEnabled": True, "maxSelectedChoices": question.settings["count"]}
    return {"choices": plain, **made}


def _points(question: Question) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = [
        {"value": int(point.value), "text": _text(point.label)} for point in question.points
    ]
    return [*values, *([{"value": _NA, "text": _text(question.na)}] if question.na else [])]


def _rating(question: Question) -> dict[str, Any]:
    low, high = question.ends or ({}, {})
    return {
        "rateValues": _points(question),
        "autoGenerate": False,
        **_texts(minRateDescription=low, maxRateDescription=high),
    }


def _matrix(question: Question) -> dict[str, Any]:
    made = {"columns": _points(question), "rows": [_choice(row) for row in question.options]}
    return made | ({"eachRowRequired": True} if question.required else {})


def _number(question: Question) -> dict[str, Any]:
    return {"inputType": "number", **question.settings}


def _date(question: Question) -> dict[str, Any]:
    return {"inputType": "month" if question.settings.get("precision") == "month" else "date"}


def _note(question: Question) -> dict[str, Any]:
    return {"html": _text(_markup(question.text))}


def _nothing(_question: Question) -> dict[str, Any]:
    return {}


def _expression(condition: Mapping[str, Any]) -> str:
    for joined, word in (("all", " and "), ("any", " or ")):
        if joined in condition:
            return word.join(_inner(one) for one in condition[joined])
    if "not" in condition:
        return f"!({_expression(condition['not'])})"
    name = f"{{{condition['item']}}}"
    if "answered" in condition:
        return f"{name} {'notempty' if condition['answered'] else 'empty'}"
    for limit, sign in (("at_least", ">="), ("at_most", "<=")):
        if limit in condition:
            return f"{name} {sign} {condition[limit]:g}"
    if isinstance(condition.get("is"), int):
        return f"{name} = {condition['is']}"
    listed = ", ".join(_literal(value) for value in condition.get("in", [condition.get("is")]))
    return f"{name} anyof [{listed}]"  # true of one answer, and of several of which one is listed


def _inner(condition: Mapping[str, Any]) -> str:
    """The part of a longer expression, in brackets where it is one itself."""
    text = _expression(condition)
    return f"({text})" if {"all", "any"} & set(condition) else text


def _literal(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else f"'{value}'"


_TYPES: Final = {
    "single_choice": "radiogroup",
    "multiple_choice": "checkbox",
    "ranking": "ranking",
    "rating": "rating",
    "nps": "rating",
    "matrix": "matrix",
    "number": "text",
    "date": "text",
    "short_text": "text",
    "comment": "comment",
    "note": "html",
}
_MAKERS: Final[dict[str, Callable[[Question], dict[str, Any]]]] = {
    **dict.fromkeys(("single_choice", "multiple_choice", "ranking"), _choices),
    **dict.fromkeys(("rating", "nps"), _rating),
    "matrix": _matrix,
    "number": _number,
    "date": _date,
    "note": _note,
}
