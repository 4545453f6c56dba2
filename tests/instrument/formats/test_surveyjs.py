"""Questionnaires of SurveyJS."""

from __future__ import annotations

from typing import Any

from tests.instrument.formats.reading import errors, items, labels, left_out, points, read, types


def survey(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "回访", "pages": [{"name": "p1", "elements": list(elements)}], **more}


def choice(name: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": "radiogroup", "name": name, "title": "您的岗位", "choices": ["采购", "质量"], **more}


def test_questions_become_ours_with_options_other_and_required() -> None:
    found = read(
        survey(
            choice(isRequired=True, showOtherItem=True, otherText="别的岗位"),
            {"type": "checkbox", "name": "b", "title": "用过的产品", "choices": [{"value": "x", "text": "泵"}, "阀"],
             "showNoneItem": True, "maxSelectedChoices": 2},
            {"type": "ranking", "name": "c", "title": "排序", "choices": ["价格", "交期", "质量"]},
            {"type": "comment", "name": "d", "title": "意见"},
            {"type": "text", "name": "e", "title": "数量", "inputType": "number", "min": 1, "max": 9},
            {"type": "text", "name": "f", "title": "哪天收货", "inputType": "date"},
            {"type": "boolean", "name": "g", "title": "再买吗"},
            {"type": "html", "name": "h", "html": "<p>谢谢</p><script>alert(1)</script>"},
        )
    )  # fmt: skip
    assert found.format == "surveyjs"
    assert types(found) == [
        "single_choice", "multiple_choice", "ranking", "comment", "number", "date", "single_choice", "note",
    ]  # fmt: skip
    first, second, *_, note = items(found)
    assert first.required
    assert labels(first) == ["采购", "质量", "别的岗位"]
    assert first.options[2].other
    assert second.options[0].key == "x"
    assert second.options[-1].exclusive
    assert second.settings == {"max": 2}
    assert items(found)[4].settings == {"min": 1, "max": 9}
    assert note.text["zh"] == "谢谢"
    assert errors(found) == []


def test_ratings_keep_their_words_and_share_a_scale() -> None:
    words = [
        {"value": n, "text": t} for n, t in enumerate(("很不满意", "不满意", "一般", "满意", "很满意"), 1)
    ]
    found = read(
        survey(
            {"type": "rating", "name": "a", "title": "质量", "rateValues": words},
            {"type": "rating", "name": "b", "title": "交期", "rateValues": words},
            {"type": "rating", "name": "c", "title": "推荐", "rateMin": 0, "rateMax": 10,
             "minRateDescription": "绝不", "maxRateDescription": "一定"},
            {"type": "rating", "name": "d", "title": "星级"},
        )
    )  # fmt: skip
    one, two, nps, stars = items(found)
    assert types(found) == ["rating", "rating", "nps", "rating"]
    assert one.scales == two.scales
    assert points(found, one)[0] == "很不满意"
    assert found.definition.scale_by_key[one.scales["score"]].satisfied_from == 4
    scale = found.definition.scale_by_key[nps.scales["score"]]
    assert scale.values == tuple(range(11))
    assert scale.ends == {"zh": "绝不|一定"}
    assert points(found, stars) == ["1", "2", "3", "4", "5"]
    assert errors(found) == []


def test_a_matrix_keeps_rows_and_columns_and_one_of_a_single_row_is_a_rating() -> None:
    columns = ["非常满意", "满意", "一般", "不满意", "非常不满意", "不了解"]
    found = read(
        survey(
            {"type": "matrix", "name": "m", "title": "请评价", "columns": columns, "rows": ["质量", "交期"]},
            {"type": "matrix", "name": "s", "title": "请评价", "columns": columns, "rows": ["价格"]},
            {"type": "matrix", "name": "e", "title": "空的"},
        )
    )
    matrix, single, empty = items(found)
    assert types(found) == ["matrix", "rating", "comment"]
    assert labels(matrix) == ["质量", "交期"]
    assert points(found, matrix) == ["非常不满意", "不满意", "一般", "满意", "非常满意"]
    assert found.definition.scale_by_key[matrix.scales["score"]].na == {"zh": "不了解"}
    assert single.text["zh"] == "请评价：价格"
    assert "矩阵题没有行" in left_out(found)
    assert empty.scales == {}
    assert errors(found) == []


def test_simple_conditions_are_kept_in_our_names() -> None:
    found = read(
        survey(
            choice("Your Role"),
            {"type": "rating", "name": "score", "title": "评分", "rateValues": [10, 20, 30]},
            {"type": "comment", "name": "why", "title": "为什么", "visibleIf": "{score} <= 20"},
            {
                "type": "comment",
                "name": "both",
                "title": "两者",
                "visibleIf": "{score} = 10 and {why} notempty",
            },
        )
    )
    *_, why, both = (
        item.model_dump(mode="json", by_alias=True, exclude_defaults=True) for item in items(found)
    )
    assert why["show_if"] == {"item": "score", "at_most": 2.0}
    assert both["show_if"] == {"all": [{"item": "score", "is": 1}, {"item": "why", "answered": True}]}
    assert found.dropped == ()
    assert errors(found) == []


def test_conditions_that_are_not_understood_are_reported_and_the_item_is_always_shown() -> None:
    found = read(
        survey(
            choice(),
            {"type": "comment", "name": "b", "title": "一", "visibleIf": "age({birth}) > 18"},
            {"type": "comment", "name": "c", "title": "二", "visibleIf": "{later} = 'x'"},
            {"type": "comment", "name": "d", "title": "三", "visibleIf": "{d} notempty"},
            {"type": "comment", "name": "e", "title": "四", "visibleIf": "({a} = '采购' and {b} notempty) or {c} empty"},
            choice("later", choices=["x", "y"]),
        )
    )  # fmt: skip
    assert all(item.show_if is None for item in items(found))
    assert [one.where for one in found.dropped] == ["一", "二", "三", "四"]
    assert errors(found) == []


def test_languages_are_picked_out() -> None:
    both = {"default": "Your role", "zh-cn": "您的岗位", "en": "Your role", "de": "Ihre Rolle"}
    found = read(survey(choice(title=both), title={"default": "回访", "en": "Call back"}))
    assert items(found)[0].text == {"zh": "您的岗位", "en": "Your role"}
    assert found.definition.title == {"zh": "回访", "en": "Call back"}
    assert found.definition.languages == ("zh", "en")
    foreign = read(survey(choice(title="Role", choices=["Buyer", "Other"]), title="Call back"))
    assert items(foreign)[0].text == {"zh": "Role"}
    assert "文件里没有中文" in left_out(foreign)


def test_what_is_left_out_is_listed() -> None:
    found = read(
        survey(
            {"type": "file", "name": "f", "title": "上传"},
            {"type": "panel", "name": "p", "title": "分组", "visibleIf": "{x} = 1", "elements": [choice("inside")]},
            choice("v", validators=[{"type": "expression"}], choicesOrder="random", requiredIf="{a} = 1"),
            {"type": "multipletext", "name": "t", "title": "联系人", "items": [{"name": "姓名"}, {"name": "电话"}]},
            {"type": "imagepicker", "name": "i", "title": "选图", "choices": ["一", "二"]},
            triggers=[{"type": "runexpression"}],
        )
    )  # fmt: skip
    told = left_out(found)
    for sentence in (
        "上传 题型“file”没有对应的题型", "分组 分组的显示条件", "填写校验规则", "选项的随机顺序", "“何时必填”的条件",
        "姓名、电话", "图片没有导入", "自动规则",
    ):  # fmt: skip
        assert sentence in told
    assert types(found) == ["single_choice", "single_choice", "comment", "single_choice"]


def test_markup_becomes_words_and_scripts_are_never_kept() -> None:
    found = read(
        survey(
            choice(
                title="<b>岗位</b><br>请选<script>fetch('/x')</script>",
                choices=["<i>采购</i>", "质量&amp;研发"],
            ),
            completedHtml="<h3>谢谢</h3><iframe src='//x'>no</iframe>",
        )
    )
    assert items(found)[0].text["zh"] == "岗位\n请选"
    assert labels(items(found)[0]) == ["采购", "质量&研发"]
    assert found.definition.thanks == {"zh": "谢谢"}
    assert "<script" not in str(found.definition.to_json())
    assert "fetch" not in str(found.definition.to_json())
