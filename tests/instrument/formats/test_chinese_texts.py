"""Texts and lines of 问卷星, questionnaires of 小桔, tables of three columns."""

from __future__ import annotations

import json
from typing import Any

import pytest

from survey.errors import InvalidInput
from survey.sheets import Sheet, write_xlsx
from tests.instrument.formats.reading import errors, items, labels, left_out, points, read, types

LADDER = ["非常不满意", "不满意", "一般", "满意", "非常满意"]

PASTED = """客户回访问卷
感谢您参与。

1. 您的岗位：*[单选题]
○ 采购
○ 质量
○ 其他________

2、用过哪些产品？【多选题】【最多选择2项】
A. 泵
B. 阀
C. 管

3. 总体满意程度 [单选题] *
非常满意
满意
一般
不满意
非常不满意
不了解

4. 您愿意推荐我们吗？[NPS题]

5. 请评价（选填）[矩阵量表题]
行：
- 质量
- 交期
列：
很不满意
不满意
一般
满意
很满意

6. 意见与建议 [简答题]

7. 上传照片 [文件上传]
"""


def test_pasted_text_becomes_a_questionnaire() -> None:
    found = read(PASTED)
    assert found.format == "wjx"
    assert types(found) == ["single_choice", "multiple_choice", "rating", "nps", "matrix", "comment"]
    assert found.definition.title == {"zh": "客户回访问卷"}
    assert found.definition.opening == {"zh": "感谢您参与。"}
    role, used, overall, nps, matrix, comment = items(found)
    assert [item.required for item in items(found)] == [True, False, True, False, False, False]
    assert role.text["zh"] == "您的岗位"
    assert labels(role) == ["采购", "质量", "其他"]
    assert [option.other for option in role.options] == [False, False, True]
    assert labels(used) == ["泵", "阀", "管"]
    assert used.settings == {"max": 2}
    assert points(found, overall) == LADDER
    assert found.definition.scale_by_key[overall.scales["score"]].na == {"zh": "不了解"}
    assert points(found, nps) == [str(n) for n in range(11)]
    assert labels(matrix) == ["质量", "交期"]
    assert comment.text["zh"] == "意见与建议"
    assert "文件上传" in left_out(found)
    assert errors(found) == []


def test_numbered_options_are_options_and_questions_need_no_type() -> None:
    found = read("1. 您的岗位\n1) 采购\n2) 质量\n3) 研发\n\n2. 用过几年\n\n3. 再买吗\n是\n否\n")
    assert types(found) == ["single_choice", "short_text", "single_choice"]
    assert labels(items(found)[0]) == ["采购", "质量", "研发"]


@pytest.mark.parametrize(
    "ladder",
    [
        LADDER,
        ["很不满意", "不太满意", "一般", "比较满意", "很满意"],
        ["完全不同意", "不同意", "中立", "同意", "完全同意"],
        ["很差", "较差", "一般", "较好", "很好"],
        ["不满意", "基本满意", "满意"],
        ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
    ],
)
def test_ladders_of_words_are_ratings_from_low_to_high_whichever_way_they_are_written(
    ladder: list[str],
) -> None:
    for written in (ladder, ladder[::-1]):
        found = read("1. 总体如何[单选题]\n" + "\n".join(written))
        assert types(found) == ["rating"]
        assert points(found, items(found)[0]) == ladder
        assert errors(found) == []


@pytest.mark.parametrize(
    "options",
    [
        ["满意", "非常满意"],
        ["同意", "不同意", "不确定"],
        ["满意", "同意", "不满意"],
        ["非常满意", "不满意", "满意"],
        ["满意", "不满意", "其他____"],
    ],
)
def test_options_that_are_no_ladder_stay_a_choice(options: list[str]) -> None:
    assert types(read("1. 如何[单选题]\n" + "\n".join(options))) == ["single_choice"]


def test_equal_scales_are_shared() -> None:
    ladder = "\n".join(LADDER)
    found = read(f"1. 质量[单选题]\n{ladder}\n\n2. 交期[量表题]\n{ladder}\n\n3. 星级[评分题]\n1~5\n")
    assert [item.scales["score"] for item in items(found)] == ["scale1", "scale1", "scale2"]


def line(main: int, title: str, detail: int | None = None, **more: Any) -> dict[str, Any]:
    return {"q_index": 1, "q_type": main, "q_subtype": detail or main, "q_title": title, **more}


def test_lines_of_json_become_questions_and_pages() -> None:
    options = [{"item_title": "采购"}, {"item_title": "其他", "is_text": True}]
    rows = [
        {"_meta": {"title": "回访", "description": "您好"}, "q_type": 0, "q_title": ""},
        line(3, "岗位", items=options, is_requir=True),
        line(1, ""),
        line(7, "评价", 702, items=[{"item_title": "质量"}, {"item_title": "交期"}],
             exts=[{"ext_title": text} for text in LADDER]),
        line(5, "电话"),
        line(8, "上传"),
    ]  # fmt: skip
    found = read("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert found.format == "wjx-jsonl"
    assert types(found) == ["single_choice", "matrix", "short_text"]
    assert len(found.definition.sections) == 2
    assert items(found)[0].required
    assert items(found)[0].options[1].other
    assert points(found, items(found)[1]) == LADDER
    assert "8/8" in left_out(found)
    assert errors(found) == []


def test_a_questionnaire_of_xiaoju_is_read() -> None:
    options = [{"text": "<p>采购</p>", "hash": "1"}, {"text": "其他", "hash": "2", "others": True}]
    found = read(
        {
            "bannerConf": {"titleConfig": {"mainTitle": "<h3>回访</h3>", "subTitle": "<p>您好</p>"}},
            "dataConf": {
                "dataList": [
                    {
                        "type": "radio",
                        "field": "data1",
                        "title": "<p>岗位</p>",
                        "isRequired": True,
                        "options": options,
                    },
                    {"type": "radio-nps", "field": "data2", "title": "推荐", "min": 0, "max": 10},
                    {"type": "radio-star", "field": "data3", "title": "星级"},
                    {"type": "textarea", "field": "data4", "title": "意见"},
                    {"type": "text", "field": "data5", "title": "数量", "valid": "n"},
                    {"type": "cascader", "field": "data6", "title": "地区"},
                    {
                        "type": "vote",
                        "innerType": "checkbox",
                        "field": "data7",
                        "title": "投票",
                        "options": options,
                    },
                ]
            },
            "logicConf": {"showLogicConf": [{}]},
        }
    )
    assert found.format == "xiaoju"
    assert types(found) == ["single_choice", "nps", "rating", "comment", "number", "multiple_choice"]
    assert found.definition.title == {"zh": "回访"}
    assert labels(items(found)[0]) == ["采购", "其他"]
    for sentence in ("显示逻辑", "地区", "投票题改为"):
        assert sentence in left_out(found)
    assert errors(found) == []


TABLE = [
    ["题目标题", "题型", "选项内容"],
    ["岗位", "单选", "采购\n质量"],
    ["总体", "单选题", "非常满意;满意;一般;不满意;非常不满意"],
    ["意见", "多行输入框", ""],
    ["推荐", "NPS评分", ""],
    ["地区", "多级联动", "江苏"],
]


def test_a_table_of_three_columns_is_read_from_a_workbook_and_from_text() -> None:
    workbook = write_xlsx([Sheet("问卷", TABLE[0], TABLE[1:])])
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in TABLE)
    for content, name in (
        (workbook, "问卷.xlsx"),
        (quoted.encode("gb18030"), "问卷.csv"),
        (quoted, ""),
    ):
        found = read(content, name)
        assert found.format == "table"
        assert types(found) == ["single_choice", "rating", "comment", "nps"]
        assert points(found, items(found)[1]) == LADDER
        assert "6. 地区" in left_out(found)
        assert errors(found) == []


def test_a_format_named_by_hand_is_used_and_an_unknown_one_refused() -> None:
    assert read("1. 意见\n", format="wjx").format == "wjx"
    with pytest.raises(InvalidInput, match="surveyjs"):
        read("1. 意见\n", format="word")
    with pytest.raises(InvalidInput, match="不是有效的"):
        read("没有题目", format="wjx")
