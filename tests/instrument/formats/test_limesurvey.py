"""Structures of LimeSurvey, in the old layout and the new."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.instrument.formats.reading import errors, items, labels, left_out, points, read, types

Rows = Sequence[Mapping[str, object]]


def structure(languages: Sequence[str] = ("zh-Hans",), **tables: Rows) -> str:
    tables = {"surveys": [{"sid": 1, "language": languages[0]}], **tables}
    parts = [
        f"<{name}><rows>"
        + "".join(
            "<row>" + "".join(f"<{key}>{escape(str(one))}</{key}>" for key, one in row.items()) + "</row>"
            for row in rows
        )
        + f"</rows></{name}>"
        for name, rows in tables.items()
    ]
    spoken = "".join(f"<language>{one}</language>" for one in languages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>'
        f"<DBVersion>366</DBVersion><languages>{spoken}</languages>{''.join(parts)}</document>"
    )


def question(qid: int, kind: str, text: str, **more: object) -> dict[str, object]:
    return {"qid": qid, "gid": 1, "type": kind, "title": f"Q{qid}", "question": text, "parent_qid": 0,
            "question_order": qid, "language": "zh-Hans", "mandatory": "N", "relevance": 1, **more}  # fmt: skip


def part(qid: int, parent: int, text: str) -> dict[str, object]:
    return question(qid, "T", text, parent_qid=parent, title=f"SQ{qid}")


def answer(qid: int, code: str, text: str, order: int = 0) -> dict[str, object]:
    return {
        "qid": qid,
        "code": code,
        "answer": text,
        "sortorder": order,
        "language": "zh-Hans",
        "scale_id": 0,
    }


GROUP = [
    {
        "gid": 1,
        "group_name": "使用情况",
        "description": "<p>请填写</p>",
        "group_order": 1,
        "language": "zh-Hans",
    }
]
LADDER = ("非常满意", "满意", "一般", "不满意", "非常不满意")


def test_questions_become_ours_in_their_order() -> None:
    found = read(
        structure(
            groups=GROUP,
            questions=[
                question(2, "M", "用过哪些", other="Y"),
                question(1, "L", "岗位", mandatory="Y"),
                question(3, "F", "请评价"),
                question(4, "T", "意见"),
                question(5, "5", "总体"),
                question(6, "N", "数量"),
                question(7, "D", "日期"),
                question(8, "Y", "再买吗"),
                question(9, "R", "排序"),
                question(10, "X", "说明"),
                question(11, "|", "上传"),
            ],
            subquestions=[part(21, 2, "泵"), part(22, 2, "阀"), part(31, 3, "质量"), part(32, 3, "交期")],
            answers=[answer(1, "A2", "质量", 2), answer(1, "A1", "采购", 1)]
            + [answer(3, f"A{n}", text, n) for n, text in enumerate(LADDER)]
            + [answer(9, "A1", "价格"), answer(9, "A2", "交期")],
            question_attributes=[
                {"qid": 2, "attribute": "max_answers", "value": 2},
                {"qid": 4, "attribute": "hidden", "value": 1},
            ],
            quota=[{"id": 1}],
        ),
        "x.lss",
    )
    assert found.format == "limesurvey"
    assert types(found) == [
        "single_choice", "multiple_choice", "matrix", "comment", "rating", "number", "date", "single_choice",
        "ranking", "note",
    ]  # fmt: skip
    role, used, rated, *_ = items(found)
    assert role.required
    assert labels(role) == ["采购", "质量"]
    assert labels(used) == ["泵", "阀", "其他"]
    assert used.options[2].other
    assert used.settings == {"max": 2}
    assert labels(rated) == ["质量", "交期"]
    assert points(found, rated) == list(reversed(LADDER))
    assert found.definition.sections[0].title == {"zh": "使用情况"}
    assert found.definition.sections[0].intro == {"zh": "请填写"}
    for sentence in ("题型“|”没有对应的题型", "原来隐藏的题目", "配额没有导入"):
        assert sentence in left_out(found)
    assert errors(found) == []


def test_texts_in_tables_of_their_own_are_found_by_language() -> None:
    found = read(
        structure(
            ("en", "zh-Hans"),
            groups=[{"gid": 1, "group_order": 1}],
            group_l10ns=[{"gid": 1, "group_name": "一", "language": "zh-Hans"}],
            questions=[
                {"qid": 1, "gid": 1, "type": "L", "title": "role", "parent_qid": 0, "question_order": 1}
            ],
            question_l10ns=[
                {"qid": 1, "question": "Role", "language": "en"},
                {"qid": 1, "question": "岗位", "language": "zh-Hans"},
            ],
            answers=[{"aid": 1, "qid": 1, "code": "A", "sortorder": 1}, {"aid": 2, "qid": 1, "code": "B"}],
            answer_l10ns=[
                {"aid": 1, "answer": "采购", "language": "zh-Hans"},
                {"aid": 2, "answer": "质量", "language": "zh-Hans"},
            ],
            surveys_languagesettings=[
                {"surveyls_language": "zh-Hans", "surveyls_title": "调查", "surveyls_endtext": "谢谢<br>再见"}
            ],
        )
    )
    only = items(found)[0]
    assert only.text == {"zh": "岗位", "en": "Role"}
    assert sorted(labels(only)) == ["质量", "采购"]
    assert found.definition.title == {"zh": "调查"}
    assert found.definition.thanks == {"zh": "谢谢\n再见"}


def test_a_ladder_of_answers_is_a_rating_and_simple_relevance_is_kept() -> None:
    found = read(
        structure(
            groups=GROUP,
            questions=[
                question(1, "L", "总体"),
                question(2, "T", "为什么", relevance='((Q1.NAOK == "A5"))'),
                question(3, "T", "还有", relevance="strlen(Q2) > 3"),
            ],
            answers=[answer(1, f"A{n}", text, n) for n, text in enumerate(LADDER, 1)],
        )
    )
    first, why, more = items(found)
    assert first.type == "rating"
    assert points(found, first) == list(reversed(LADDER))
    assert why.show_if is not None
    assert why.show_if.model_dump(by_alias=True)["is"] == 1
    assert more.show_if is None
    assert "显示条件看不懂" in left_out(found)
    assert errors(found) == []


def test_a_structure_inside_an_archive_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("survey_1.lss", structure(groups=GROUP, questions=[question(1, "T", "意见")]))
    assert types(read(packed.getvalue(), "x.lsa")) == ["comment"]


def test_scripts_in_texts_are_never_kept() -> None:
    text = "意见<script>alert(1)</script><p onclick='x()'>请写</p>"
    found = read(structure(groups=GROUP, questions=[question(1, "T", text)]))
    assert items(found)[0].text["zh"] == "意见\n请写"
    assert "<script" not in str(found.definition.to_json())
