"""Questionnaires of ours written for other systems, and read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from survey.errors import InvalidInput
from survey.instrument import formats
from survey.instrument.definition import Definition
from survey.instrument.library import template, templates
from survey.instrument.load import load_definition
from tests.instrument.formats.reading import errors, items, labels, points, read, types

LADDER = ("非常不满意", "不满意", "一般", "满意", "非常满意")


def questionnaire() -> Definition:
    options = [{"key": "buyer", "label": {"zh": "采购", "en": "Buyer"}}, {"key": "quality", "label": "质量"}]
    return load_definition(
        {
            "key": "annual",
            "title": {"zh": "年度调查", "en": "Annual survey"},
            "languages": ["zh", "en"],
            "opening": "您好",
            "thanks": "谢谢 <您>",
            "scales": [
                {"key": "s5", "points": [{"value": n, "label": one} for n, one in enumerate(LADDER, 1)],
                 "na": "不了解 / 未涉及"},
                {"key": "nps11", "points": [{"value": n, "label": str(n)} for n in range(11)], "ends": "绝不|一定"},
            ],
            "dimensions": [{"key": "product", "label": "产品"}],
            "sections": [
                {
                    "key": "who",
                    "title": "基本情况",
                    "items": [
                        {"key": "agree", "type": "consent", "text": "我同意", "required": True},
                        {"key": "role", "type": "single_choice", "text": {"zh": "岗位", "en": "Role"}, "required": True,
                         "options": [*options, {"key": "more", "label": "其他", "other": True}]},
                        {"key": "used", "type": "multiple_choice", "text": "用过", "settings": {"min": 1, "max": 2},
                         "options": [*options, {"key": "none", "label": "都没有", "exclusive": True}]},
                        {"key": "note", "type": "note", "text": "以下请评分 <1–5>"},
                    ],
                },
                {
                    "key": "rated",
                    "title": "评价",
                    "show_if": {"item": "role", "is": "buyer"},
                    "items": [
                        {"key": "overall", "type": "rating", "text": "总体", "scales": {"score": "s5"}},
                        {"key": "parts", "type": "matrix", "text": "各方面", "scales": {"score": "s5"},
                         "options": [{"key": "a", "label": "质量"}, {"key": "b", "label": "交期"}], "required": True},
                        {"key": "nps", "type": "nps", "text": "推荐", "scales": {"score": "nps11"}},
                        {"key": "why", "type": "comment", "text": "为什么", "help": "请举例",
                         "show_if": {"item": "overall", "at_most": 2}},
                    ],
                },
                {
                    "key": "last",
                    "title": "最后",
                    "items": [
                        {"key": "order", "type": "ranking", "text": "排序", "options": options},
                        {"key": "years", "type": "number", "text": "几年", "settings": {"min": 0, "max": 50},
                         "show_if": {"any": [{"item": "role", "in": ["buyer", "quality"]},
                                             {"item": "used", "answered": True}]}},
                        {"key": "day", "type": "date", "text": "何时", "settings": {"precision": "month"}},
                        {"key": "say", "type": "short_text", "text": "一句话"},
                    ],
                },
            ],
        }
    )  # fmt: skip


def plain(definition: Definition, key: str) -> dict[str, Any]:
    return definition.item_by_key[key].model_dump(mode="json", by_alias=True, exclude_defaults=True)


def test_surveyjs_and_back_keeps_texts_options_types_and_conditions() -> None:
    before = questionnaire()
    written = formats.write(before.to_json(), "surveyjs")
    found = read(written.text)
    after = found.definition
    assert found.format == "surveyjs"
    assert found.dropped == ()
    assert [item.key for item in after.items()] == [item.key for item in before.items()]
    assert types(found) == ["note", *(item.type for item in list(before.items())[1:])]
    for name in ("title", "opening", "thanks"):
        assert getattr(after, name) == getattr(before, name)
    for item in list(before.items())[1:]:
        again = after.item_by_key[item.key]
        assert (again.text, again.required, again.help) == (item.text, item.required, item.help)
        assert again.settings == item.settings
        assert sorted(labels(again)) == sorted(labels(item))
    assert [option.other for option in after.item_by_key["role"].options] == [False, False, True]
    assert points(found, after.item_by_key["parts"]) == list(LADDER)
    scale = after.scale_by_key[after.item_by_key["overall"].scales["score"]]
    assert scale.values == (1, 2, 3, 4, 5)
    assert scale.na == {"zh": "不了解 / 未涉及"}
    assert after.scale_by_key[after.item_by_key["nps"].scales["score"]].ends == {"zh": "绝不|一定"}
    assert plain(after, "overall")["show_if"] == {"item": "role", "is": "buyer"}
    assert plain(after, "why")["show_if"] == {
        "all": [{"item": "role", "is": "buyer"}, {"item": "overall", "at_most": 2.0}]
    }
    assert errors(found) == []


def test_what_surveyjs_shows_has_our_names_words_and_expressions() -> None:
    survey = json.loads(formats.write(questionnaire().to_json(), "surveyjs").text)
    elements = {one["name"]: one for page in survey["pages"] for one in page["elements"]}
    assert elements["overall"]["rateValues"][0] == {"value": 1, "text": "非常不满意"}
    assert elements["overall"]["visibleIf"] == "{role} anyof ['buyer']"
    assert elements["years"]["visibleIf"] == "{role} anyof ['buyer', 'quality'] or {used} notempty"
    assert elements["why"]["visibleIf"] == "{role} anyof ['buyer'] and {overall} <= 2"
    assert elements["role"]["title"] == {"default": "岗位", "zh-cn": "岗位", "en": "Role"}
    assert elements["note"]["html"] == "以下请评分 &lt;1–5&gt;"
    assert elements["parts"]["rows"][0] == {"value": "a", "text": "质量"}


def test_text_and_back_keeps_questions_options_and_required() -> None:
    before = questionnaire()
    written = formats.write(before.to_json(), "text")
    found = read(written.text)
    assert found.format == "wjx"
    assert found.dropped == ()
    assert types(found) == ["note", *(item.type for item in list(before.items())[1:])]
    for item, again in zip(before.items(), items(found), strict=True):
        assert labels(again) == labels(item)
        assert again.required == (item.required and item.type != "consent")
    assert items(found)[2].settings == {"min": 1, "max": 2}
    assert found.definition.title == {"zh": "年度调查"}
    told = " ".join(str(one.what) for one in written.dropped)
    assert "显示条件没有写进文字" in told
    assert "维度、触点和权重" in told


@pytest.mark.parametrize("name", [info.key for info in templates()])
def test_every_built_in_questionnaire_is_written_and_read_again(name: str) -> None:
    definition = template(name)
    pairs = sum(len(item.scales) == 2 for item in definition.items())
    for format in ("surveyjs", "text"):
        written = formats.write(definition.to_json(), format)
        left = sum("没有导出" in str(one.what) for one in written.dropped)
        found = read(written.text)
        assert len(items(found)) == len(list(definition.items())) + pairs - left, format
        assert errors(found) == [], format


def test_our_own_format_is_written_as_it_is_read_and_an_unknown_one_refused() -> None:
    definition = questionnaire()
    assert read(formats.write(definition.to_json()).text).definition == definition
    with pytest.raises(InvalidInput, match="surveyjs"):
        formats.write(definition.to_json(), "word")
