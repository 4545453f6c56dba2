from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from survey.errors import InvalidInput
from survey.text.reader import DEFAULT_ENGINE_ID, Reader, reader
from survey.text.vocabulary import Dimension, Kind, Polarity

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


@pytest.fixture(scope="module")
def ours() -> Reader:
    return reader()


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("没有什么不好", "pos"),
        ("不是不满意", "pos"),
        ("从来没有延误过", "pos"),
        ("没有一次不准时", "pos"),
        ("没有不满意的地方", "pos"),
        ("不满意的地方没有", "pos"),
        ("不比进口的差", "pos"),
        ("很不满意", "neg"),
        ("交期经常延误", "neg"),
        ("已转向其他供应商", "neg"),
        ("没有以前好", "neg"),
        ("没有回复", "neg"),
        ("不够专业", "neg"),
        ("发货不快", "neg"),
        ("合作愉快", "pos"),
        ("没有问题", "pos"),
        ("没毛病", "pos"),
        ("一般", "neutral"),
        ("质量没得说，就是交期老拖", "mixed"),
        ("质量没得说,就是交期老拖", "mixed"),
        ("質量沒得說，就是交期老拖", "mixed"),
        ("很不滿意", "neg"),
        ("除了价格，其他都满意", "mixed"),
        ("希望能加快发货速度", "neutral"),
        ("希望继续保持", "pos"),
        ("别家更便宜", "neg"),
        ("价格比同行低", "pos"),
        ("不良率下降了", "pos"),
        ("质量下降明显", "neg"),
        ("👍👍", "pos"),
        ("😡", "neg"),
        ("[强]", "pos"),
        ("业务员跟进很及时，问题当天就有答复", "pos"),
        ("纯度高，杂质少", "pos"),
        ("没有哪家比你们更配合", "pos"),
        ("几乎没有不良", "pos"),
        ("答应送的备件到现在没见到", "neg"),
        ("价格倒是不高，就是质量太差", "mixed"),
        ("very good", "pos"),
        ("bad", "neg"),
    ],
)
def test_what_stock_snownlp_gets_wrong_is_read_sensibly(ours: Reader, text: str, polarity: str) -> None:
    reading = ours.read(text)
    assert reading.polarity == polarity
    assert reading.probability is not None
    if polarity == "pos":
        assert reading.probability > 0.6
    if polarity == "neg":
        assert reading.probability < 0.4


@pytest.mark.parametrize(
    "text",
    ["", None, " ", "无", "没有", "暂无", "没有意见", "暂时没有什么意见", "无建议", "没有需要改进的地方", "不知道",
     "同上", "/", "-", "……", "N/A", "no", "111", "哈哈哈", "無", "暫無意見", "。。。", "\u200b", "\x00"],
)  # fmt: skip
def test_a_non_answer_says_nothing(ours: Reader, text: str | None) -> None:
    reading = ours.read(text)
    assert reading.is_non_answer
    assert reading.kind is Kind.NON_ANSWER
    assert reading.polarity is Polarity.NONE
    assert reading.probability is None


@pytest.mark.parametrize(
    "text",
    [
        "没有改进",
        "没有回音",
        "没有问题",
        "无故障",
        "没有意见，很好",
        "都好",
        "还好吧",
        "有意见",
        "一般",
        "好评",
        "没得说",
    ],
)
def test_what_only_looks_like_a_non_answer_is_an_opinion(ours: Reader, text: str) -> None:
    assert ours.read(text).kind is Kind.OPINION


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("希望能加快发货速度", "suggestion"),
        ("建议增加培训", "suggestion"),
        ("加强沟通", "suggestion"),
        ("你们什么时候出新品？", "question"),
        ("去年采购了300台轴承", "factual"),
        ("交期太长", "opinion"),
    ],
)
def test_the_kind_is_told_before_the_polarity(ours: Reader, text: str, kind: str) -> None:
    reading = ours.read(text)
    assert reading.kind == kind
    assert reading.is_suggestion == (kind == "suggestion")


def test_an_opinion_with_a_wish_is_also_a_suggestion(ours: Reader) -> None:
    reading = ours.read("质量不错，希望价格再优惠一点")
    assert reading.kind is Kind.OPINION
    assert reading.is_suggestion
    assert reading.polarity is Polarity.POS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量好价格贵", {"product": "pos", "price": "neg"}),
        ("质量、服务、价格都很好", {"product": "pos", "service": "pos", "price": "pos"}),
        ("质量没得说，就是交期老拖", {"product": "pos", "delivery": "neg"}),
        ("投诉了三次没人管", {"complaint": "neg"}),
        ("起订量太高", {"policy": "neg"}),
        ("售后维修很及时", {"after_sales": "pos"}),
        ("除了价格，其他都满意", {"price": "neg", "other": "pos"}),
    ],
)
def test_each_dimension_gets_its_own_polarity(ours: Reader, text: str, expected: dict[str, str]) -> None:
    assert {str(key): str(polarity) for key, polarity in ours.read(text).dimensions} == expected


def test_a_comment_born_under_an_item_speaks_of_its_dimension(ours: Reader) -> None:
    assert ours.read("太慢了", Dimension.AFTER_SALES).dimensions == ((Dimension.AFTER_SALES, Polarity.NEG),)
    assert ours.read("无", "price").dimensions == ()


@pytest.mark.parametrize(
    "text",
    [
        "质量没得说，就是交期老拖",
        "  服务很好 ，  价格ＴＯＯ贵 ",
        "😀質量不錯\x00但是交貨太慢",
        "①质量好②价格高",
    ],
)
def test_the_deciding_words_stand_where_the_reading_says(ours: Reader, text: str) -> None:
    reading = ours.read(text)
    assert reading.words
    for word in reading.words:
        assert text[word.start : word.end] == word.text
    for clause in reading.clauses:
        assert text[clause.start : clause.end] == clause.text


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("主要是价格高，比别家贵了一成", "B5.1"),
        ("沟通不够，签完合同就没人来过", "B9"),
        ("交期不准，导致我们停线两天", "B2.2"),
        ("投诉了几次没有人处理", "B4.1"),
        ("原来的业务员离职了，后来没联系", "B9"),
        ("总部统一集中采购，指定了供应商", "B8.6"),
        ("项目结束了，不再需要", "A6"),
        ("我们自己建了生产线，改为自产", "A2.1"),
        ("质量时好时坏，批次差异大", "B1.1"),
        ("付款条件收紧，要求先款后货", "B10.1"),
        ("当初答应的驻厂服务一直没有兑现", "B7.1"),
        ("工厂搬迁到外省", "A4.1"),
        ("分散采购风险，引入第二供应商", "B12"),
        ("不方便说", "C"),
    ],
)
def test_an_interview_note_suggests_its_reason_first(ours: Reader, note: str, code: str) -> None:
    reasons = ours.read(f"客户说:{note}").reasons
    assert reasons[0].code.startswith(code)
    assert reasons[0].words
    assert sum(reason.score for reason in reasons) == pytest.approx(1.0)


def test_the_machine_never_suggests_that_we_ended_it(ours: Reader) -> None:
    reasons = ours.read("你们因为我们欠款停供了，说没有利润，主动退出，产品线关闭").reasons
    assert not any(reason.code.startswith("Z") for reason in reasons)


def test_a_denied_reason_is_not_suggested(ours: Reader) -> None:
    codes = [reason.code for reason in ours.read("不是价格高，而是交期不准").reasons]
    assert codes[0] == "B2.2"
    assert not any(code.startswith("B5") for code in codes)


HOSTILE = {
    "a megabyte": "质量不错但是交期太慢" * 100_000,
    "a megabyte without punctuation": "没" * 1_000_000,
    "commas": "，" * 500_000,
    "emoji": "😀" * 100_000,
    "emoji families": "👨‍👩‍👧‍👦👍🏽" * 20_000,
    "NUL": "质量\x00不好\x00",
    "lone surrogates": "质量\ud800不好\udfff",
    "only surrogates": "\ud83d" * 100,
    "mojibake": "质量不好，交期太慢".encode().decode("latin-1"),
    "replacement": "\ufffd" * 40,
    "wrong bytes": "质量不好".encode("gbk").decode("utf-8", errors="replace"),
    "right to left": "\u202e质量不好\u202c",
    "combining": "a" + "\u0301" * 5000,
    "expanding": "\ufdfa" * 4000,
    "dotted capital": "İİİ质量好",
    "mixed": "ABC-123#轴承_v2.0 质量OK，but 交期 too late!!!",
    "one character": "好",
    "one word again and again": "承诺" * 2000,
    "blame and praise without end": "问题好" * 1400,
    "negations without end": "不没" * 2000,
    "lists without end": "质量、" * 1400 + "好",
    "exceptions without end": "除了价格都" * 800,
    "levels without end": "价格高低" * 1000,
    "questions without end": "吗？" * 2000,
    "percent": "%s %(x)s {} {{ }} <script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_input_fails_or_takes_long(ours: Reader, name: str) -> None:
    started = time.process_time()
    reading = ours.read(HOSTILE[name])
    assert time.process_time() - started < 2
    json.dumps(reading.to_dict()).encode()


@pytest.mark.parametrize("text", ["暂无不满意", "份量越来越少", "交期慢，质量好得很", "没有什么不好"])
def test_the_probability_agrees_with_the_polarity(ours: Reader, text: str) -> None:
    reading = ours.read(text)
    assert reading.probability is not None
    if reading.polarity is Polarity.POS:
        assert reading.probability > 0.5
    if reading.polarity is Polarity.NEG:
        assert reading.probability < 0.5


def test_a_long_comment_is_capped_and_says_so(ours: Reader) -> None:
    note = ours.read(HOSTILE["a megabyte"]).note
    assert note is not None
    assert "4000" in str(note)


def test_broken_encodings_are_named_not_judged(ours: Reader) -> None:
    reading = ours.read(HOSTILE["mojibake"])
    assert reading.is_non_answer
    assert "乱码" in str(reading.note)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not on this machine")
def test_long_documents_and_each_of_their_lines_are_read(ours: Reader) -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_bytes().decode("utf-8", errors="replace")
        assert ours.read(text).clauses
        for line in text.splitlines():
            json.dumps(ours.read(line).to_dict(), ensure_ascii=False).encode()


def test_the_engine_is_named_and_versioned(ours: Reader) -> None:
    assert ours.engine_id == DEFAULT_ENGINE_ID == "liusheng-3/2"
    assert reader("liusheng-3").engine_id == ours.engine_id
    assert reader("snownlp").engine_id == "snownlp/0.12.3"


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InvalidInput, match="没有名为"):
        reader("bert")


def test_stock_snownlp_stays_available_and_safe() -> None:
    stock = reader("snownlp")
    assert stock.read("").is_non_answer
    assert stock.read(None).is_non_answer
    for text in ("这个东西真的很赞", "\ud800质量", HOSTILE["a megabyte"]):
        started = time.process_time()
        reading = stock.read(text)
        assert reading.probability is not None
        assert 0 <= reading.probability <= 1
        assert time.process_time() - started < 10
    assert stock.read("这个东西真的很赞").polarity is Polarity.POS
