"""Files that other systems made, where a folder of them lies beside the project: counted apart from the readers."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from survey.errors import InvalidInput
from survey.sheets import read_table
from tests.instrument.formats.reading import errors, items, read

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "questionnaires"
KINDS = {
    "surveyjs": "*.survey.json",
    "limesurvey": "*.ls?",
    "qualtrics": "*.qsf",
    "xiaoju": "*",
    "cn_paste": "*.txt",
}
LEFT_OUT = {"多级联动", "cascader", "section"}

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no folder of other systems' files beside the project"
)


def files() -> list[Path]:
    return [path for kind, pattern in KINDS.items() for path in sorted((FOLDER / kind).glob(pattern))]


def surveyjs(path: Path) -> int:
    return sum(len(page["elements"]) for page in json.loads(path.read_text())["pages"])


def limesurvey(path: Path) -> int:
    if path.suffix == ".lsa":
        with zipfile.ZipFile(path) as archive:
            name = next(one for one in archive.namelist() if one.endswith(".lss"))
            root = ET.fromstring(archive.read(name))
    else:
        root = ET.parse(path).getroot()
    rows = root.findall("questions/rows/row")
    return len({row.findtext("qid") for row in rows if row.findtext("parent_qid") in (None, "", "0")})


def qualtrics(path: Path) -> int:
    """The questions that the blocks which are not in the bin name."""
    elements = json.loads(path.read_text())["SurveyElements"]
    blocks = next(one["Payload"] for one in elements if one["Element"] == "BL")
    listed = blocks.values() if isinstance(blocks, dict) else blocks
    known = {one["PrimaryAttribute"] for one in elements if one["Element"] == "SQ"}
    named = [
        part["QuestionID"]
        for block in listed
        if block["Type"] != "Trash"
        for part in block.get("BlockElements", [])
        if part["Type"] == "Question"
    ]
    return len([one for one in named if one in known])


def xiaoju(path: Path) -> int:
    if path.suffix == ".xlsx":
        kinds = [row.cells["题型"].strip() for row in read_table(path.read_bytes(), path.name).rows]
    else:
        kinds = [one["type"] for one in _asked(json.loads(path.read_text()))]
    return len([kind for kind in kinds if kind and kind not in LEFT_OUT])


def _asked(found: Any) -> Iterator[dict[str, Any]]:
    """The questions wherever they lie."""
    if isinstance(found, dict):
        if "field" in found and "type" in found:
            yield found
        else:
            for inner in found.values():
                yield from _asked(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _asked(inner)


def cn_paste(path: Path) -> int:
    return len(re.findall(r"^\d+\s*[.、].*[\[［【(（]\S+题[\]］】)）]", path.read_text(), re.M))


COUNTS: dict[str, Callable[[Path], int]] = {
    "surveyjs": surveyjs, "limesurvey": limesurvey, "qualtrics": qualtrics, "xiaoju": xiaoju, "cn_paste": cn_paste,
}  # fmt: skip


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_a_real_file_gives_as_many_items_as_it_has_questions(path: Path) -> None:
    count = COUNTS[path.parent.name](path)
    if not count:
        with pytest.raises(InvalidInput):
            read(path.read_bytes(), path.name)
        return
    found = read(path.read_bytes(), path.name)
    assert len(items(found)) == count
    assert errors(found) == []
    kept = json.dumps(found.definition.to_json())
    assert not any(text in kept for text in ("<script", "QuestionJS", "addOnload"))
