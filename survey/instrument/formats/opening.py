"""A questionnaire of ours as a sketch again, for those who write other systems' files; the inverse of `build`."""

from __future__ import annotations

from typing import Any, Final

from survey.instrument.definition import Definition, Section
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch, Words
from survey.language import m
from survey.questions import Item, Scale, get

__all__ = ["open_up"]

_ROLES: Final[dict[str, Words]] = {
    "importance": {"zh": "重要程度", "en": "importance"},
    "expectation": {"zh": "期望", "en": "expectation"},
    "importance_performance": {"zh": "满意程度", "en": "satisfaction"},
    "expectation_perception": {"zh": "实际感受", "en": "perception"},
}
_PAIRS: Final = ("importance_performance", "expectation_perception")


def open_up(definition: Definition) -> Sketch:
    """The questionnaire as pages of single questions; what other systems do not know is noted."""
    return _Opener(definition).sketch()


class _Opener:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.result = Sketch(
            title=dict(definition.title),
            opening=dict(definition.opening or {}),
            thanks=dict(definition.thanks or {}),
        )

    def sketch(self) -> Sketch:
        for section in self.definition.sections:
            page = Page(dict(section.title), dict(section.intro or {}))
            for item in section.items:
                page.questions += self._questions(item, section)
            self.result.pages.append(page)
        if any(item.type in _PAIRS for item in self.definition.items()):
            self.result.drop("", m("成对的评价拆成两道评分题。"))
        if self.definition.dimensions or self.definition.touchpoints:
            self.result.drop("", m("维度、触点和权重没有写进文件。"))
        if any(section.jumps for section in self.definition.sections):
            self.result.drop("", m("板块之间的跳转没有写进文件。"))
        return self.result

    def _questions(self, item: Item, section: Section) -> list[Question]:
        made = self._pair(item) if item.type in _PAIRS else self._single(item)
        condition = _joined(
            [self._named(one.model_dump(mode="json", by_alias=True, exclude_none=True))
             for one in (section.show_if, item.show_if) if one is not None]
        )  # fmt: skip
        for question in made:
            question.help, question.required, question.show_if = (
                dict(item.help or {}),
                item.required,
                condition,
            )
        return made

    def _single(self, item: Item) -> list[Question]:
        where = item.text.get("zh", item.key)
        kind = _KINDS.get(item.type)
        if kind is None:
            label = str(get(item.type).label)
            self.result.drop(where, m("题型“%(kind)s”在这种格式里没有，没有导出。", kind=label))
            return []
        question = Question(kind, dict(item.text), name=item.key)
        if item.type == "reason" and item.settings.get("multiple"):
            question.type = "multiple_choice"
        if item.type == "consent":
            self.result.drop(where, m("填写说明与同意改为说明文字，同意要在对方系统里另设。"))
        elif item.type == "contact":
            self.result.drop(where, m("联系方式的各栏合为一个填空。"))
        question.settings = {
            name: item.settings[name] for name in _SETTINGS.get(kind, ()) if name in item.settings
        }
        question.options = [
            Choice(dict(one.label), one.key, other=one.other, exclusive=one.exclusive) for one in item.options
        ]
        if "score" in item.scales:
            _rate(question, self.definition.scale_by_key[item.scales["score"]])
        return [question]

    def _pair(self, item: Item) -> list[Question]:
        """Both ratings of a pair; the second has the item's own name."""
        made = []
        for role, scale in item.scales.items():
            second = role == "performance"
            label = _ROLES[item.type if second else role]
            text = {language: f"{words}（{label[language]}）" for language, words in item.text.items()}
            question = Question("rating", text, name=item.key if second else f"{item.key}_{role}")
            _rate(question, self.definition.scale_by_key[scale])
            made.append(question)
        return made

    def _named(self, condition: dict[str, Any]) -> dict[str, Any]:
        """The condition with the names of the single questions."""
        for joined in ("all", "any"):
            if joined in condition:
                return {joined: [self._named(one) for one in condition[joined]]}
        if "not" in condition:
            return {"not": self._named(condition["not"])}
        made = {name: value for name, value in condition.items() if name != "part"}
        item = self.definition.item_by_key.get(condition["item"])
        if item is not None and item.type in _PAIRS and condition.get("part") == 0:
            first = next(role for role in item.scales if role != "performance")
            made["item"] = f"{item.key}_{first}"
        return made


def _joined(conditions: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {"all": conditions} if len(conditions) > 1 else next(iter(conditions), None)


def _rate(question: Question, scale: Scale) -> None:
    question.points = [Choice(dict(point.label), str(point.value)) for point in scale.points]
    question.first = scale.values[0]
    question.na = dict(scale.na or {})
    if scale.ends:
        halves = {language: text.partition("|") for language, text in scale.ends.items()}
        question.ends = (
            {language: one[0] for language, one in halves.items()},
            {language: one[2] for language, one in halves.items()},
        )


_KINDS: Final = {
    **{kind: kind for kind in ("single_choice", "multiple_choice", "ranking", "rating", "nps", "matrix")},
    **{kind: kind for kind in ("number", "date", "short_text", "comment", "note")},
    "reason": "single_choice",
    "consent": "note",
    "contact": "short_text",
}
_SETTINGS: Final = {
    "multiple_choice": ("min", "max"),
    "ranking": ("count",),
    "number": ("min", "max"),
    "date": ("precision",),
}
