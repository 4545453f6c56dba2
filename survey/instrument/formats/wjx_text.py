"""Text as 问卷星 shows and takes it: `1. 题目[单选题]`, options one a line, an empty line between questions."""

from __future__ import annotations

import re
from typing import Final

from survey.instrument.formats.base import Format, Source, unreadable
from survey.instrument.formats.labels import TYPES, fill_in
from survey.instrument.formats.sketch import Page, Question, Sketch
from survey.language import m

__all__ = ["WjxText"]

_NUMBERED: Final = re.compile(r"^\s*(\d{1,3})\s*[.．、)）]\s*(?P<rest>\S.*)$")
_LABEL: Final = re.compile(r"[\[［【(（]\s*(?P<label>[^\[\]［］【】()（）]{2,10})\s*[\]］】)）]")
_OPTIONAL: Final = re.compile(r"[（(]\s*选填\s*[)）]")
_REQUIRED: Final = re.compile(r"[（(]\s*必填\s*[)）]")
_LIMIT: Final = re.compile(r"[【\[［]\s*(?:最少|至少|最多|请选择)[^】\]］]{0,40}[】\]］]")
_LIMITS: Final = {
    "min": re.compile(r"(?:最少|至少)选?择?\s*(\d{1,2})\s*项"),
    "max": re.compile(r"最多选?择?\s*(\d{1,2})\s*项"),
}
_LETTER: Final = re.compile(r"^\s*(?:[A-Za-z]\s*[.．、)）]|[○●□◯☐]\s*|[-－·•]\s+)\s*")


class WjxText(Format):
    """A questionnaire pasted or typed as text."""

    name = "wjx"
    label = m("问卷星式的文字")
    order = 40

    def recognises(self, source: Source) -> bool:
        lines = source.text.split("\n")[:400]
        numbered = [found for line in lines if (found := _NUMBERED.match(line))]
        return len(numbered) >= 1 and (
            any(_label_in(found["rest"]) for found in numbered) or len(numbered) >= 3
        )

    def read(self, source: Source) -> Sketch:
        sketch, page = Sketch(), Page()
        heading, blocks = _blocks(source.text)
        if not blocks:
            raise unreadable(self.label)
        if heading:
            sketch.title = {"zh": heading[0][:200]}
            sketch.opening = {"zh": "\n".join(heading[1:])} if heading[1:] else {}
        for number, block in blocks:
            question = _question(number, block, sketch)
            if question is not None:
                page.questions.append(question)
        sketch.pages.append(page)
        return sketch


def _blocks(text: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The lines before the first question, and each question's number with its lines."""
    heading: list[str] = []
    blocks: list[tuple[str, list[str]]] = []
    counted = 0  # the number of the option above, where options are numbered
    for line in text.split("\n"):
        line = " ".join(line.replace("\ufeff", "").split())  # runs of spaces would cost patterns time
        found = _NUMBERED.match(line)
        if not line:
            counted = 0
        elif found and _begins(found["rest"], int(found[1]), counted, blocks):
            blocks.append((found[1], [found["rest"]]))
            counted = 0
        elif found and blocks and int(found[1]) == counted + 1:
            blocks[-1][1].append(found["rest"])
            counted += 1
        else:
            (blocks[-1][1] if blocks else heading).append(line)
    return heading, blocks


def _begins(rest: str, number: int, counted: int, blocks: list[tuple[str, list[str]]]) -> bool:
    """Whether a numbered line is a question: it has a type, or its number is the next one of the questions
    and not the next one of numbered options."""
    if _label_in(rest) is not None or not blocks:
        return _label_in(rest) is not None or number == 1
    return number == int(blocks[-1][0]) + 1 and not (counted and number == counted + 1)


def _label_in(text: str) -> str | None:
    """The last bracket in the line that names a type of question."""
    named = [found["label"] for found in _LABEL.finditer(text) if _known(found["label"])]
    return named[-1] if named else None


def _known(label: str) -> bool:
    return label in TYPES or label in _UNKNOWN


_UNKNOWN: Final = frozenset(
    [
        "文件上传",
        "绘图题",
        "多级下拉题",
        "多级联动",
        "比重题",
        "矩阵多选题",
        "考试多项填空",
        "考试完形填空",
        "完形填空",
    ]
)


def _question(number: str, block: list[str], sketch: Sketch) -> Question | None:
    head, lines = block[0], block[1:]
    label = _label_in(head)
    text = _text_of(head)
    where = f"{number}. {text}"[:80]
    if label in _UNKNOWN:
        sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=str(label)))
        return None
    question = Question("", {"zh": text or number}, required=_is_required(head))
    options = [_LETTER.sub("", line) for line in lines] if label is None or "矩阵" not in label else lines
    if label is None:
        label = "单选题" if len(options) >= 2 else "填空题"
    fill_in(question, label, options, sketch, where)
    _limit(question, head, sketch, where)
    return question


def _limit(question: Question, head: str, sketch: Sketch, where: str) -> None:
    """How many may be chosen: 【最少选择2项】, 【最多选择3项】."""
    limit = _LIMIT.search(head)
    if limit is None:
        return
    kept = False
    for name, pattern in _LIMITS.items():
        found = pattern.search(limit[0])
        if found and question.type == "multiple_choice" and 0 < int(found[1]) <= len(question.options):
            question.settings[name], kept = int(found[1]), True
    if not kept:
        sketch.drop(where, m("“%(limit)s”的限制没有导入。", limit=limit[0].strip("【】[]［］ ")))


def _is_required(head: str) -> bool:
    """A star after the text, or the word; 选填 says the contrary."""
    if _OPTIONAL.search(head):
        return False
    return bool(_REQUIRED.search(head)) or bool(re.search(r"[*＊]", _LABEL.sub("", _LIMIT.sub("", head))))


def _text_of(head: str) -> str:
    """The question without its marks."""
    text = _OPTIONAL.sub("", _REQUIRED.sub("", _LIMIT.sub("", head)))
    text = _LABEL.sub(lambda found: "" if _known(found["label"]) else found[0], text)
    return re.sub(r"\s*[*＊]\s*$", "", text.strip()).strip().rstrip("：:").strip() or text.strip()
