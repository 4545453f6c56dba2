"""纸质问卷: the questionnaire as an A4 document, blank or with each customer's record number and code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation, Wave
from survey.fieldwork.notices import notice, values
from survey.instrument.definition import Definition, Section
from survey.instrument.library import wording
from survey.instrument.minutes import minutes
from survey.instrument.piping import fill
from survey.language import Message
from survey.questions import Item, QuestionType, Scale, get
from survey.web.access import allow
from survey.web.asking import role_label
from survey.web.context import company, database, zone
from survey.web.i18n import LOCALES
from survey.web.question_pages import texts_in
from survey.web.waves.blueprint import bp
from survey.web.waves.codes import svg
from survey.web.waves.wordings import address

__all__ = ["paper"]

ON_SCREEN: Final = re.compile("链接|same link", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed item with its number (None for a text between questions)."""

    item: Item
    type: QuestionType
    number: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table on the same scales, or a single item (`heads` empty)."""

    lines: tuple[Line, ...]
    heads: tuple[tuple[Message, Scale] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section as it is printed."""

    section: Section
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """One printed copy: for whom, under which record number, with which code."""

    customer: str
    contact: str
    record_no: str
    qr: str


@bp.get("/<ref>/paper")
@allow("quality")
def paper(ref: str) -> ResponseReturnValue:
    """The questionnaire to print: for one invitation, for all still out, or blank."""
    language = "en" if request.args.get("lang") == "en" else "zh"
    with database().reading() as session:
        wave = queries.wave(session, ref)
        definition = definition_of(session, wave.version_id)
        if named := request.args.get("invitation"):
            given = [queries.invitation(session, wave, named)]
        elif request.args.get("who") == "all":
            given = [one for one in queries.invitations(session, wave) if one.returned_on is None]
        else:
            given = []
    # The bar speaks to staff in their own language, whatever the language of the paper.
    bar = Markup(render_template("waves/_print_bar.html", back=url_for(".collectors", ref=ref)))  # noqa: S704 ours
    facts, sections = _facts(wave, definition, language), list(_sections(definition))
    with force_locale(LOCALES[language]):
        return render_template(
            "waves/paper.html",
            wave=wave,
            definition=definition,
            sections=sections,
            words=_words(sections),
            copies=[_copy(one) for one in given] or [Copy("", "", "", "")],
            empty=request.args.get("who") == "all" and not given,
            t=texts_in(language, facts),
            notice=notice(wave, company(), definition, language),
            opening=_opening(texts_in(language, facts)(definition.opening)),
            returning=_returning(facts, language, by_code=False),
            returning_by_code=_returning(facts, language, by_code=True),
            scales=definition.scale_by_key,
            paper_language=language,
            bar=bar,
        )


def _facts(wave: Wave, definition: Definition, language: str) -> Mapping[str, str]:
    """What the placeholders of the printed texts stand for."""
    return {
        **values(wave, company(), language),
        "minutes": str(minutes(definition)),
        "due_date": wave.closes_at.astimezone(zone()).date().isoformat(),
        "fax": company().fax,
        "email": company().email,
    }


def _opening(text: str) -> list[str]:
    """The opening's paragraphs, without what is said about the link: paper has none to come back to."""
    lines = (line.strip() for line in text.split("\n"))
    return [line for line in lines if line and not ON_SCREEN.search(line)]


def _returning(facts: Mapping[str, str], language: str, *, by_code: bool) -> str:
    """The ways to send the form back: only those that there are."""
    if facts["fax"] and facts["email"] and by_code:
        return fill(wording("paper_footer", language), facts)
    ways = {name: facts[name] for name in ("due_date", "fax", "email")}
    if facts["fax"] and facts["email"]:
        return str(_("请于 %(due_date)s 前交我公司业务人员，或传真 %(fax)s、发送至 %(email)s。", **ways))
    if facts["email"]:
        return str(_("请于 %(due_date)s 前交我公司业务人员，或发送至 %(email)s。", **ways))
    if facts["fax"]:
        return str(_("请于 %(due_date)s 前交我公司业务人员，或传真 %(fax)s。", **ways))
    return str(_("请于 %(due_date)s 前交我公司业务人员。", **ways))


def _copy(given: Invitation) -> Copy:
    link = address(given)
    return Copy(
        customer=given.customer.name,
        contact=given.contact.name if given.contact else "",
        record_no=given.record_no,
        qr=svg(link) if link else "",
    )


def _sections(definition: Definition) -> Iterator[PaperSection]:
    number = 0
    for section in definition.sections:
        lines = []
        for item in section.items:
            kind = get(item.type)
            number += kind.asks
            lines.append(Line(item, kind, number if kind.asks else None))
        if lines:
            yield PaperSection(section, tuple(_blocks(definition, lines)))


def _blocks(definition: Definition, lines: Sequence[Line]) -> Iterator[Block]:
    """Neighbours rated on the same scales share a table; everything else stands alone."""
    for scales, together in groupby(lines, key=_table_of):
        if not scales:
            yield from (Block((line,)) for line in together)
            continue
        rows = tuple(together)
        item = rows[0].item
        heads = [(role_label(item, role), definition.scale_by_key[key]) for role, key in _ordered(item)]
        yield Block(rows, (None, heads[0]) if len(heads) == 1 else tuple(heads))


def _words(sections: Sequence[PaperSection]) -> list[tuple[Message, Scale]]:
    """The scales of the tables, each once, to be spelt out before the questions."""
    found: dict[str, tuple[Message, Scale]] = {}
    for part in sections:
        for block in part.blocks:
            for head in block.heads:
                if head is not None:
                    found.setdefault(head[1].key, head)
    return list(found.values())


def _ordered(item: Item) -> list[tuple[str, str]]:
    return sorted(item.scales.items(), key=lambda one: one[0] == "performance")


def _table_of(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple(_ordered(line.item)) if line.type.paper_row else ()
