"""Surveys of Qualtrics."""

from __future__ import annotations

from typing import Any

from tests.instrument.formats.reading import errors, items, labels, left_out, points, read, types

LADDER = ("非常不满意", "不满意", "一般", "满意", "非常满意")


def survey(
    *questions: dict[str, Any], flow: list[dict[str, Any]] | None = None, **blocks: Any
) -> dict[str, Any]:
    ids = [{"Type": "Question", "QuestionID": f"QID{n}"} for n in range(1, len(questions) + 1)]
    listed = [
        {"Type": "Default", "ID": "BL_1", "Description": "第一页", "BlockElements": ids},
        *blocks.values(),
    ]
    return {
        "SurveyEntry": {"SurveyName": "回访"},
        "SurveyElements": [
            {"Element": "BL", "Payload": listed},
            {"Element": "FL", "Payload": {"Flow": flow or [{"Type": "Block", "ID": "BL_1"}]}},
            *(
                {"Element": "SQ", "PrimaryAttribute": f"QID{n}", "Payload": {"DataExportTag": f"Q{n}", **one}}
                for n, one in enumerate(questions, start=1)
            ),
        ],
    }


def choices(*texts: str) -> dict[str, Any]:
    return {str(n): {"Display": text} for n, text in enumerate(texts, start=1)}


def test_questions_become_ours() -> None:
    must = {"Settings": {"ForceResponse": "ON"}}
    explained = {"1": {"Display": "采购"}, "2": {"Display": "别的", "TextEntry": "true"}}
    found = read(
        survey(
            {"QuestionText": "岗位", "QuestionType": "MC", "Selector": "SAVR", "Choices": explained, "Validation": must},
            {"QuestionText": "用过", "QuestionType": "MC", "Selector": "MAVR", "Choices": choices("泵", "阀", "管"),
             "ChoiceOrder": [3, 1, 2], "Validation": {"Settings": {"MaxChoices": "2"}}},
            {"QuestionText": "推荐", "QuestionType": "MC", "Selector": "NPS", "Choices": choices("0", "1")},
            {"QuestionText": "请评价", "QuestionType": "Matrix", "Selector": "Likert",
             "Choices": choices("质量", "交期"), "Answers": choices(*LADDER)},
            {"QuestionText": "意见", "QuestionType": "TE", "Selector": "ML"},
            {"QuestionText": "几年", "QuestionType": "TE", "Selector": "SL",
             "Validation": {"Settings": {"ContentType": "ValidNumber"}}},
            {"QuestionText": "星", "QuestionType": "Slider", "Selector": "STAR", "Configuration": {"StarCount": 5}},
            {"QuestionText": "排序", "QuestionType": "RO", "Selector": "DND", "Choices": choices("价格", "交期")},
            {"QuestionText": "说明", "QuestionType": "DB", "Selector": "TB"},
            {"QuestionText": "总体", "QuestionType": "MC", "Selector": "SAHR", "Choices": choices(*LADDER)},
        )
    )  # fmt: skip
    assert found.format == "qualtrics"
    assert types(found) == [
        "single_choice", "multiple_choice", "nps", "matrix", "comment", "number", "rating", "ranking", "note",
        "rating",
    ]  # fmt: skip
    role, used, _nps, matrix, *_ = items(found)
    assert role.required
    assert role.options[1].other
    assert labels(used) == ["管", "泵", "阀"]
    assert used.settings == {"max": 2}
    assert labels(matrix) == ["质量", "交期"]
    assert points(found, matrix) == list(LADDER)
    assert matrix.scales == items(found)[-1].scales
    assert found.definition.sections[0].title == {"zh": "第一页"}
    assert errors(found) == []
    assert found.dropped == ()


def test_scripts_logic_and_flow_stay_behind_and_are_listed() -> None:
    found = read(
        survey(
            {"QuestionText": "意见<script>x()</script>", "QuestionType": "TE", "Selector": "ML",
             "QuestionJS": "Qualtrics.SurveyEngine.addOnload(function(){})", "DisplayLogic": {"0": {}},
             "Randomization": {"Type": "None"}},
            {"QuestionText": "上传", "QuestionType": "FileUpload"},
            {"QuestionText": "你好${e://Field/name}", "QuestionType": "TE", "Selector": "FORM",
             "Choices": choices("姓名", "电话")},
            flow=[{"Type": "EmbeddedData", "FlowID": "FL_1"},
                  {"Type": "Branch", "FlowID": "FL_2", "Flow": [{"Type": "Block", "ID": "BL_1"}]}],
        )
    )  # fmt: skip
    told, kept = left_out(found), str(found.definition.to_json())
    for sentence in (
        "网页脚本没有导入，也不会运行", "显示条件没有导入", "FileUpload", "嵌入数据", "分支没有导入", "占位符", "姓名、电话",
    ):  # fmt: skip
        assert sentence in told
    assert "随机" not in told
    assert not any(text in kept for text in ("QuestionJS", "addOnload", "<script", "x()"))
    assert types(found) == ["comment", "comment"]


def test_the_bin_is_left_out_translations_are_kept_and_pages_break() -> None:
    text = {"QuestionText": "Comment", "QuestionType": "TE", "Selector": "ML",
            "Language": {"ZH-S": {"QuestionText": "意见"}, "EN": {"QuestionText": "Comment"}}}  # fmt: skip
    found = survey(
        text, {"QuestionText": "二", "QuestionType": "TE"}, {"QuestionText": "丢弃", "QuestionType": "TE"}
    )
    blocks = found["SurveyElements"][0]["Payload"]
    blocks.append({"Type": "Trash", "ID": "BL_2", "BlockElements": [blocks[0]["BlockElements"].pop()]})
    blocks[0]["BlockElements"].insert(1, {"Type": "Page Break"})
    imported = read(found)
    assert [item.text["zh"] for item in items(imported)] == ["意见", "二"]
    assert items(imported)[0].text["en"] == "Comment"
    assert len(imported.definition.sections) == 2
