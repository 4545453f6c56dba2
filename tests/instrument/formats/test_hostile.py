"""Files that are broken, huge or made to harm: refused with a sentence or cut with a note, in bounded time."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from survey.errors import InvalidDefinition, SurveyError, TooLarge
from survey.instrument.formats import formats
from tests.instrument.formats.reading import errors, items, left_out, read, types

SLOWEST = 20.0
"""Seconds for any one file, on a machine that does other things too; most take a fraction of one."""

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "x">{ENTITIES}]>'
    "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><questions><rows><row><qid>&e9;</qid></row></rows>"
    "</questions></document>"
)
OUTSIDE = BOMB.replace('<!ENTITY e0 "x">', '<!ENTITY e0 SYSTEM "file:///etc/passwd">')


def png() -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def archive(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return packed.getvalue()


def locked() -> bytes:
    """An archive whose only file says that it needs a password."""
    data = bytearray(archive("survey.lss", b"<document/>"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def words() -> str:
    chosen = random.Random(5)
    return "\n".join("".join(chosen.choices("满意交期质量价格服务 abc,.:[]", k=40)) for _ in range(2000))


REFUSED: dict[str, tuple[Any, str]] = {
    "nothing": (b"", ""),
    "spaces": (b" \n \n", "x.txt"),
    "entity bomb": (BOMB, "x.lss"),
    "external entity": (OUTSIDE, "x.lss"),
    "no structure": ("<document/>", "x.lss"),
    "strange encoding": ('<?xml version="1.0" encoding="klingon"?><document/>', "x.lss"),
    "cut structure": (BOMB[-90:-20], "x.lss"),
    "deep markup": ("<document>" + "<a>" * 300_000, "x.lss"),
    "deep JSON": ('{"pages":' * 100_000 + "1" + "}" * 100_000, "x.json"),
    "deep lists": ("[" * 100_000, "x.json"),
    "NUL": (b'{"pages": "\x00"}', "x.json"),
    "binary": (bytes(range(256)) * 100, "x.bin"),
    "image": (png(), "x.png"),
    "image called a table": (png(), "x.xlsx"),
    "image called a structure": (png(), "x.lss"),
    "random words": (words(), "x.txt"),
    "random bytes": (random.Random(3).randbytes(200_000), ""),
    "locked archive": (locked(), "x.lsa"),
    "archive without a structure": (archive("a.txt", b"x"), "x.lsa"),
    "cut archive": (archive("survey.lss", b"x" * 1000)[:60], "x.lsa"),
    "archive called a workbook": (archive("a.txt", b"x"), "x.xlsx"),
    "empty workbook name": (archive("a.txt", b"x"), ""),
    "zip bomb": (archive("survey.lss", b" " * 200_000_000), "x.lsa"),
    "zip bomb as a workbook": (archive("xl/workbook.xml", b" " * 200_000_000), "x.xlsx"),
    "JSON of nothing": ("{}", "x.json"),
    "JSON cut": ('{"pages": [', "x.json"),
    "JSON infinite": ('{"pages": [Infinity]}', "x.json"),
    "JSON number": ('{"pages": ' + "9" * 5000 + "}", "x.json"),
    "pages of the wrong kind": ('{"pages": {"a": 1}}', "x.json"),
    "pages of nothing": ('{"pages": [null, 1, "x", [], {}, {"elements": 5}]}', "x.json"),
    "elements of the wrong kind": ('{"SurveyElements": {"a": 1}}', "x.qsf"),
    "elements of nothing": ('{"SurveyElements": [null, {"Element": "SQ"}, {"Element": "BL", "Payload": 3}]}', "x.qsf"),
    "lists of the wrong kind": ('{"dataConf": {"dataList": "x"}, "bannerConf": 7}', "x.json"),
    "lines of the wrong kind": ('{"q_type": 3, "q_title": "x"}\n{broken', "x.jsonl"),
    "own format broken": ('{"sections": [{}]}', "x.json"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    formats()
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < SLOWEST


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(name: str) -> None:
    content, file = REFUSED[name]
    with pytest.raises(SurveyError) as refusal:
        read(content, file)
    assert str(refusal.value.message).endswith("。")
    assert "root:" not in str(refusal.value)


@pytest.mark.parametrize("format", [*formats()])
@pytest.mark.parametrize(
    "name", ["nothing", "NUL", "binary", "image", "random words", "deep JSON", "JSON of nothing"]
)
def test_any_reader_refuses_what_it_is_told_to_read_and_cannot(name: str, format: str) -> None:
    with pytest.raises(SurveyError):
        read(REFUSED[name][0], "", format=format)


def test_a_file_over_five_megabytes_is_refused() -> None:
    with pytest.raises(TooLarge, match="5 MB"):
        read(b"1. " + b"x" * 5_000_000)


def test_a_broken_json_file_says_where() -> None:
    with pytest.raises(InvalidDefinition) as refusal:
        read('{"pages": [\n1,,2]}')
    assert "第 2 行" in str(getattr(refusal.value.findings[0], "message", ""))


def survey(*elements: Any) -> dict[str, Any]:
    return {"pages": [{"elements": list(elements)}]}


def test_halves_of_characters_and_control_characters_are_replaced() -> None:
    found = read('{"pages": [{"elements": [{"type": "\\ud83d", "name": "\\udc00"}, '
                 '{"type": "comment", "name": "\\ud800", "title": "意\\ud800见\\u0000\\u0007"}]}]}')  # fmt: skip
    json.dumps(found.definition.to_json(), ensure_ascii=False).encode()
    left_out(found).encode()
    assert items(found)[0].text["zh"] == "意?见"
    lines = read('{"q_type": 6, "q_subtype": 6, "q_title": "意\\udfff见"}')
    assert items(lines)[0].text["zh"] == "意?见"


def test_a_hundred_thousand_options_are_cut_and_counted() -> None:
    many = [str(n) for n in range(100_000)]
    found = read(survey({"type": "radiogroup", "name": "a", "title": "选", "choices": many}))
    assert len(items(found)[0].options) == 200
    assert "99800 个没有导入" in left_out(found)
    text = read("1. 选[单选题]\n" + "\n".join(f"选项{n}" for n in range(100_000)))
    assert len(items(text)[0].options) == 200


def test_ten_thousand_questions_are_cut_and_counted() -> None:
    found = read(survey(*({"type": "comment", "name": f"q{n}", "title": "意见"} for n in range(10_000))))
    assert len(items(found)) == 500
    assert "9500 题没有导入" in left_out(found)
    text = read("\n".join(f"{n % 999 + 1}. 意见[简答题]" for n in range(10_000)))
    assert len(items(text)) == 500


def test_ten_thousand_questions_with_answers_of_their_own_are_read_in_bounded_time() -> None:
    asked = "".join(
        f"<row><qid>{n}</qid><gid>1</gid><type>L</type><title>a{n}</title><question>意见</question></row>"
        for n in range(10_000)
    )
    given = "".join(
        f"<row><qid>{n}</qid><code>{c}</code><answer>{c}</answer></row>" for n in range(10_000) for c in "AB"
    )
    found = read(
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><groups><rows><row><gid>1</gid></row></rows></groups>"
        f"<questions><rows>{asked}</rows></questions><answers><rows>{given}</rows></answers></document>",
        "x.lss",
    )
    assert len(items(found)) == 500


def test_rows_without_their_ids_are_no_fault_of_ours() -> None:
    found = read(
        "<document><groups><rows><row/></rows></groups><questions><rows><row><type>T</type>"
        "<question>意见</question></row><row/></rows></questions></document>",
        "x.lss",
    )
    assert types(found) in ([], ["comment"])


@pytest.mark.parametrize(
    "markup",
    ["<" * 40_000, "<a " * 13_000, "<!--" * 10_000, "<![x[" * 8_000, "<!x" * 13_000, "&#" * 20_000,
     "</" * 20_000, "<script>" * 5_000, "&#xffffffffff;&#0;", "<?" * 20_000, "<a b='" * 6_000],
)  # fmt: skip
def test_broken_markup_is_read_in_bounded_time(markup: str) -> None:
    elements = ({"type": "comment", "name": f"q{n}", "title": f"意见<b>{markup}"} for n in range(20))
    assert len(items(read(survey(*elements)))) == 20


@pytest.mark.parametrize(
    "head",
    ["【最少" * 400_000, f"意见{' ' * 4_000_000}好[简答题]", "[（(" * 600_000, "*" * 4_000_000, "_" * 4_000_000 + "[",
     "9" * 4_000_000, f"意见[量表题]\n{'低' * 500_000}~{'高' * 500_000}", "（选填" * 400_000],
)  # fmt: skip
def test_endless_lines_are_read_in_bounded_time(head: str) -> None:
    found = read(f"1. 意见[简答题]\n\n2. {head}\n{head[:400_000]}")
    assert len(items(found)) == 2


def test_endless_conditions_are_read_in_bounded_time() -> None:
    condition = f"{{a}} notempty{' ' * 1900}x"
    many = (
        {"type": "comment", "name": f"q{n}", "title": "意见", "visibleIf": condition} for n in range(2_000)
    )
    assert len(items(read(survey(*many)))) == 500


@pytest.mark.parametrize(
    "element",
    [
        {"type": "rating", "name": "a", "rateMin": 5, "rateMax": 1},
        {"type": "rating", "name": "a", "rateCount": 1},
        {"type": "rating", "name": "a", "rateMin": -3, "rateMax": 3},
        {"type": "rating", "name": "a", "rateMax": 10**30},
        {"type": "rating", "name": "a", "rateValues": ["²", "³"]},
        {"type": "rating", "name": "a", "rateValues": [99, 100, 101]},
        {"type": "rating", "name": "a", "rateValues": list(range(60))},
        {"type": "rating", "name": "a", "rateValues": [None, [], {}]},
        {"type": "checkbox", "name": "a", "choices": ["一", "二"], "maxSelectedChoices": True},
        {
            "type": "checkbox",
            "name": "a",
            "choices": ["一", "二"],
            "minSelectedChoices": 2,
            "maxSelectedChoices": 1,
        },
        {"type": "checkbox", "name": "a", "choices": "一二三"},
        {"type": "checkbox", "name": "a", "choices": {"a": "b"}, "showOtherItem": True},
        {"type": "radiogroup", "name": "a", "choices": ["其他", "其他", "", None, 3.5, True]},
        {"type": "text", "name": "a", "inputType": "number", "min": 10**20, "max": 3},
        {"type": "text", "name": "a", "inputType": ["number"]},
        {"type": "matrix", "name": "a", "rows": ["一"], "columns": ["二"]},
        {"type": "matrix", "name": "a", "rows": [{}, {}], "columns": [{}, {}]},
        {"type": "multipletext", "name": "a", "items": 5},
        {"type": "comment", "name": ["a"], "title": {"zh": {"zh": "x"}}, "visibleIf": {"a": 1}},
        {"type": "comment", "name": "end", "title": "{company} {answer:a} {x}"},
        {"type": "panel", "name": "p", "elements": [{"type": "comment", "name": "a"}]},
    ],
)
def test_strange_settings_never_make_a_questionnaire_that_cannot_be_asked(element: dict[str, Any]) -> None:
    found = read(survey(element, {"type": "comment", "name": "last", "title": "意见"}))
    assert items(found)[-1].text == {"zh": "意见"}
    assert errors(found) == []


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 1900,
        "{a} = '" + "x" * 1900,
        "{a}" + " and {a}" * 200,
        "[" * 1999,
        "{a} =" + " " * 1900 + "!",
        "x" * 10**6,
    ],
)
def test_strange_conditions_are_reported_in_bounded_time(condition: str) -> None:
    found = read(
        survey({"type": "comment", "name": "a"}, {"type": "comment", "name": "b", "visibleIf": condition})
    )
    assert items(found)[1].show_if is None
    assert "显示条件" in left_out(found)
