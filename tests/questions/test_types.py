"""What single types take and refuse."""

from __future__ import annotations

import pytest

from survey.questions import NA, Answers, get
from survey.questions.base import AnswerRefused
from survey.questions.model import Item
from tests.questions.samples import BY_KEY, OPTIONS, SCALES


def parse(key: str, **raw: list[str] | str) -> Answers:
    item = BY_KEY[key]
    sent = {part.strip("_"): [value] if isinstance(value, str) else value for part, value in raw.items()}
    return get(item.type).parse(item, sent, SCALES)


def refusal(key: str, **raw: list[str] | str) -> str:
    with pytest.raises(AnswerRefused) as refused:
        parse(key, **raw)
    return str(refused.value.message)


def test_a_pair_keeps_each_side_apart() -> None:
    assert parse("fit", importance="5", performance="3") == {"fit": [5, 3]}
    assert parse("fit", importance="5") == {"fit": [5, None]}
    assert parse("fit", performance="NA") == {"fit": [None, NA]}


def test_a_reason_is_kept_under_a_low_rating_only() -> None:
    assert parse("fit", performance="2", why="尺寸不一样")["fit:why"] == "尺寸不一样"
    assert parse("fit", performance="3", why="尺寸不一样") == {"fit": [None, 3]}
    assert parse("fit", performance="NA", why="x") == {"fit": [None, NA]}
    assert parse("overall", _="1", why="慢") == {"overall": 1, "overall:why": "慢"}
    assert "500" in refusal("overall", _="1", why="慢" * 501)


def test_a_required_pair_needs_both_sides() -> None:
    item = BY_KEY["fit"].model_copy(update={"required": True})
    kind = get(item.type)
    assert kind.missing(item, {"fit": [5, None]}) is not None
    assert kind.missing(item, {"fit": None}) is not None
    assert kind.missing(item, {"fit": [NA, 4]}) is None


def test_a_scale_without_na_does_not_take_it() -> None:
    assert "不是可以选择的等级" in refusal("nps", _="NA")
    assert "不是可以选择的等级" in refusal("nps", _="11")


def test_choices_must_be_offered_single_and_not_contradict() -> None:
    assert "没有“boss”这个选项" in refusal("job", _="boss")
    assert "只能选一个" in refusal("job", _=["quality", "finance"])
    assert "不能与其他选项同时选择" in refusal("role", _=["none", "finance"])
    assert parse("role", _=["finance", "purchasing", "finance"]) == {"role": ["purchasing", "finance"]}


def test_the_word_for_other_goes_with_other_only() -> None:
    assert parse("job", _="other", other="仓库") == {"job": "other", "job:other": "仓库"}
    assert parse("job", _="quality", other="仓库") == {"job": "quality"}


def test_other_can_require_its_word() -> None:
    item = Item(key="c", type="reason", text="?", options=OPTIONS, settings={"other_required": True})
    kind = get("reason")
    assert kind.missing(item, {"c": "other"}) is not None
    assert kind.missing(item, {"c": "other", "c:other": "仓库"}) is None
    assert kind.missing(item, {"c": "quality"}) is None


def test_a_reason_list_may_take_several() -> None:
    assert parse("causes", _=["quality", "finance"]) == {"causes": ["quality", "finance"]}
    assert "只能选一个" in refusal("cause", _=["quality", "finance"])


def test_choices_and_flags_and_ranks_are_packed_by_option() -> None:
    def packed(key: str, answers: Answers) -> tuple[int, ...]:
        return get(BY_KEY[key].type).pack(BY_KEY[key], answers, SCALES)

    assert packed("job", {"job": "quality"}) == (1,)
    assert packed("role", {"role": ["purchasing", "other"]}) == (1, 0, 0, 0, 1)
    assert packed("top", {"top": ["finance", "purchasing"]}) == (2, 0, 1)
    assert packed("fit", {"fit": [NA, 4]}) == (255, 4)
    assert packed("compare", {"compare": {"quality": 2}}) == (254, 2, 254)


def test_a_ranking_is_in_order_without_gaps_or_repeats() -> None:
    item = BY_KEY["top"]
    kind = get("ranking")
    places = {"1": ["finance"], "2": ["purchasing"]}
    assert kind.parse(item, places, SCALES) == {"top": ["finance", "purchasing"]}
    assert kind.parse(item, {"": ["finance", "purchasing"]}, SCALES) == {"top": ["finance", "purchasing"]}
    for bad in ({"2": ["finance"]}, {"1": ["finance"], "2": ["finance"]}, {"1": ["x"]}):
        with pytest.raises(AnswerRefused):
            kind.parse(item, bad, SCALES)
    assert "最多选 2 项" in refusal("top", _=["finance", "purchasing", "quality"])


def test_numbers_are_canonical_and_within_limits() -> None:
    assert parse("years", _=" 12 ") == {"years": 12}
    assert parse("gap", _="-0.5") == {"gap": -0.5}
    assert "半角数字" in refusal("years", _="１２")
    assert "整数" in refusal("years", _="1.5")
    assert "2 位小数" in refusal("gap", _="1.234")
    assert "0 到 99" in refusal("years", _="100")
    for text in ("-0", "-0.0", "1e3", "1,000", ".5", "5."):
        refusal("gap", _=text)


def test_dates_are_iso_and_real() -> None:
    assert parse("since", _="2026-05") == {"since": "2026-05"}
    assert parse("day", _="2024-02-29") == {"day": "2024-02-29"}
    for text in ("2025-02-29", "2026-5-1", "20260501", "２０２６-05-01", "0001-01-01", "2026-05"):
        refusal("day", _=text)
    for text in ("2026-13", "2026-05-01"):
        refusal("since", _=text)


def test_texts_keep_every_character_and_plain_newlines() -> None:
    assert parse("worst", _="一\r\n二\r三\u2028四 ") == {"worst": "一\n二\n三\u2028四 "}
    assert parse("worst", _=" \r\n ") == {"worst": None}
    family = "👨\u200d👩\u200d👧𠮷e\u0301"
    assert parse("worst", _=family) == {"worst": family}


def test_length_is_counted_in_characters() -> None:
    assert parse("worst", _="😀" * 100)["worst"] == "😀" * 100
    assert "101" in refusal("worst", _="😀" * 101)
    assert parse("worst", _="一\r\n" * 50)["worst"] == "一\n" * 50


def test_what_cannot_be_stored_is_refused() -> None:
    for text in ("a\x00b", "a\ud800b"):
        assert "无法保存" in refusal("worst", _=text)
        assert "无法保存" in refusal("rival", _=text)
    assert "一行" in refusal("rival", _="a\nb")


def test_contacts_are_checked_and_only_asked_fields_are_taken() -> None:
    assert parse("reach", name="张工", phone="0571-88880000 转 6") == {
        "reach": {"name": "张工", "phone": "0571-88880000 转 6"}
    }
    assert parse("reach", title="经理") == {"reach": None}
    assert "电话" in refusal("reach", phone="１３８")
    assert "邮箱" in refusal("reach", email="a@b")


def test_a_tick_stores_the_version_of_the_notice() -> None:
    item = BY_KEY["agree"]
    assert parse("agree", _="2") == {"agree": "2"}
    assert "已经更新" in refusal("agree", _="1")
    assert get("consent").missing(item, {"agree": None}) is not None


def test_own_words_are_comments_reasons_and_other_reasons() -> None:
    def words(key: str, answers: Answers) -> list[str]:
        return [one.text for one in get(BY_KEY[key].type).verbatims(BY_KEY[key], answers)]

    assert words("fit", {"fit": [5, 1], "fit:why": "慢"}) == ["慢"]
    assert words("worst", {"worst": "慢"}) == ["慢"]
    assert words("cause", {"cause": "other", "cause:other": "迁址"}) == ["迁址"]
    assert words("rival", {"rival": "某某公司"}) == []


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        ("top", {"count": 9}),
        ("top", {"count": True}),
        ("years", {"min": 5, "max": 5}),
        ("years", {"max": "many"}),
        ("years", {"decimals": 9}),
        ("years", {"unit": 5}),
        ("since", {"precision": "week"}),
        ("worst", {"max": 0}),
        ("worst", {"rows": 99}),
        ("reach", {"fields": ["address"]}),
        ("agree", {"notice": {"secret": 5}}),
        ("agree", {"version": ""}),
        ("role", {"max": 9}),
        ("job", {"other_required": "yes"}),
        ("causes", {"multiple": 1}),
        ("cause", {"frame": 5}),
    ],
)
def test_settings_that_cannot_work_are_reported(key: str, settings: dict[str, object]) -> None:
    item = BY_KEY[key].model_copy(update={"settings": settings})
    assert list(get(item.type).check(item, SCALES))


def test_a_recommendation_is_asked_from_zero_to_ten() -> None:
    item = BY_KEY["nps"].model_copy(update={"scales": {"score": "satisfaction5"}})
    assert any("0 到 10" in str(message) for message in get("nps").check(item, SCALES))
