"""The gap report as a document."""

from __future__ import annotations

from survey.language import Message, m
from survey.reports.outputs.blocks import Document, Fact, Signature, SignOff
from survey.reports.outputs.material import CompanyMaterial, WaveMaterial
from survey.reports.outputs.parts import (
    answers,
    comments,
    competitors,
    gaps,
    method,
    recounts,
    returns,
    summary,
)
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["blank_sign_off", "gap_document", "made", "wave_facts"]


def gap_document(material: WaveMaterial, *, document_no: str = "", revision: str = "") -> Document:
    """Cover, contents, findings, gaps, quadrants, competitors, classes, returns, answers, comments, method."""
    voice = material.voice
    return made(
        voice,
        material.company,
        title=m("顾客满意度差距报告"),
        subtitle=material.wave.name,
        facts=wave_facts(material, document_no, revision),
        sign_off=blank_sign_off(voice),
        running_head=f"{document_no} {material.wave.name}".strip(),
        blocks=(
            *summary.summary(material),
            *gaps.by_class(material),
            *gaps.dimensions(material),
            *gaps.gaps(material),
            *gaps.quadrants(material),
            *competitors.competitors(material),
            *recounts.recounts(material),
            *returns.returns(material),
            *answers.answers(material),
            *comments.comments(material),
            *method.method(material),
        ),
    )


def made(
    voice: Voice,
    company: CompanyMaterial,
    *,
    title: Message,
    subtitle: str,
    facts: tuple[Fact, ...],
    sign_off: SignOff,
    running_head: str,
    blocks: tuple[object, ...],
) -> Document:
    """A document with what all of them share: company, logo, contents, page numbers."""
    named = voice.say(title)
    return Document(
        language="en" if voice.language == "en" else "zh",
        title=named,
        subtitle=subtitle,
        company=company.name,
        logo=company.logo,
        facts=facts,
        sign_off=sign_off,
        blocks=blocks,  # type: ignore[arg-type]
        running_head=f"{running_head} · {named}" if running_head else named,
        contents_title=voice.say(m("目录")),
        page_of=voice.say(m("第 {page} 页 共 {pages} 页")),
        sign_by=voice.say(m("签名")),
        sign_date=voice.say(m("日期")),
        classification=voice.say(m("内部")),
    )


def wave_facts(material: WaveMaterial, document_no: str, revision: str) -> tuple[Fact, ...]:
    """The cover's lines for a document on one wave."""
    voice, wave = material.voice, material.wave
    version = wave.version
    facts = [
        (m("文件编号"), document_no),
        (m("版本"), revision),
        (m("调查"), wave.name),
        (m("调查期"), wave.period),
        (m("问卷"), f"{version.questionnaire.title}（{version.document_no} · {version.revision}）"),
        (m("方法记录"), str(wave.method.get("sampling") or "") + _mode(wave.method)),
        (m("评价客户"), NOTHING if material.report.withheld else voice.base(material.report)),
        (m("筛选"), summary.filter_line(material)),
        (m("编制部门"), material.company.department),
        (m("数据截至"), voice.moment(material.report.as_of)),
        (m("生成日期"), voice.day(material.today)),
    ]
    needed = (m("文件编号").text, m("版本").text)
    return tuple(
        Fact(voice.say(label), value or NOTHING) for label, value in facts if value or label.text in needed
    )


def blank_sign_off(voice: Voice) -> SignOff:
    """Boxes for the pen."""
    return SignOff(tuple(Signature(voice.say(role)) for role in (m("编制"), m("审核"), m("批准"))))


def _mode(record: dict[str, object]) -> str:
    return f"；{record['mode']}" if record.get("mode") else ""
