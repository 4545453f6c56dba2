"""The company's dictionary: its words, bringing more in, and trying out how a sentence is read."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey import jobs
from survey.coding import queries, wordlist
from survey.coding.dictionary import wanted_engine
from survey.errors import ImportRefused, InvalidInput, Unavailable
from survey.instrument.library import reason_tree
from survey.language import m
from survey.sheets import read_table, write_csv
from survey.text.house import HouseWord
from survey.text.vocabulary import NEVER_SUGGESTED, Dimension, Polarity
from survey.web.access import allow
from survey.web.comments.blueprint import EDITORS, bp
from survey.web.comments.selecting import LABELS, link
from survey.web.context import actor, database, now
from survey.web.downloads import attachment
from survey.web.i18n import translate

__all__ = ["dictionary", "export", "try_out"]

LONGEST_TRIED = 500
NOTHING = m("没有读到任何词。请每行写一个词。")


@bp.get("/dictionary")
@allow(*EDITORS)
def dictionary() -> ResponseReturnValue:
    """The words, with what they hint at."""
    return _page()


@bp.post("/dictionary")
@allow(*EDITORS)
def add_words() -> ResponseReturnValue:
    """Keeps pasted lines, an uploaded table, or one word from the form; nothing typed is lost on an error."""
    try:
        entries = _entries()
        with database().unit_of_work() as session:
            kept = wordlist.keep(session, entries, actor=actor(), now=now())
    except (InvalidInput, ImportRefused) as refusal:
        return _page(refusal=refusal), 422
    flash(_("新增 %(added)d 个词，更改 %(changed)d 个。", added=kept.added, changed=kept.changed))
    return redirect(url_for(".dictionary"))


@bp.post("/dictionary/<ref>/remove")
@allow(*EDITORS)
def remove_word(ref: str) -> ResponseReturnValue:
    """Takes a word out."""
    with database().unit_of_work() as session:
        word = wordlist.remove(session, ref, actor=actor(), now=now())
    flash(_("已删除“%(word)s”。", word=word))
    return redirect(url_for(".dictionary"))


@bp.get("/dictionary.csv")
@allow(*EDITORS)
def export() -> Response:
    """The dictionary as a table that can be imported again."""
    with database().reading() as session:
        rows = [
            # in the words that an import understands, whatever language the page is in
            [one.word, str(LABELS.get(one.polarity, "")), str(LABELS.get(one.dimension, "")), one.reason]
            for one in wordlist.words(session)
        ]
    return attachment(
        b"".join(write_csv(wordlist.HEADINGS, rows)), name=f"{_('公司词典')}.csv", media_type="text/csv"
    )


@bp.post("/dictionary/try")
@allow(*EDITORS)
def try_out() -> ResponseReturnValue:
    """Reads one sentence as comments are read now; a worker does it, and the page says when none runs."""
    text = request.form.get("text", "").strip()[:LONGEST_TRIED]
    if not text:
        return redirect(url_for(".dictionary"))
    try:
        tried = jobs.ask(database(), "coding.try_out", text)
    except Unavailable as refusal:
        return _page(tried_text=text, unavailable=translate(refusal.message)), 503
    return _page(tried_text=text, tried=tried)


def _entries() -> list[HouseWord]:
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return wordlist.from_table(read_table(upload.read(), upload.filename, max_rows=wordlist.MOST))
    if "words" in request.form:
        entries = wordlist.from_text(request.form["words"])
        if not entries:
            raise InvalidInput(NOTHING)
        return entries
    cells = [
        request.form.get(name, "").replace(",", " ").strip()
        for name in ("word", "polarity", "dimension", "reason")
    ]
    return wordlist.from_text(",".join(cells))


def _page(**more: Any) -> str:
    with database().reading() as session:
        found = wordlist.words(session, request.args.get("q", "").strip()[: wordlist.LONGEST])
        total = len(wordlist.words(session))
        progress = queries.progress(session, wanted_engine(session))
    tree = reason_tree()
    return render_template(
        "comments/dictionary.html",
        words=found,
        total=total,
        progress=progress,
        most=wordlist.MOST,
        longest=wordlist.LONGEST,
        typed=request.form,
        labels=LABELS,
        dimensions=tuple(Dimension),
        polarities=(Polarity.POS, Polarity.NEG),
        tree=tree,
        suggested=[code for code in tree.codes if tree.first_level(code) not in NEVER_SUGGESTED],
        link=link,
        label=_label,
        **({"refusal": None, "tried": None, "tried_text": "", "unavailable": ""} | more),
    )


def _label(key: str) -> str:
    return translate(LABELS[key]) if key in LABELS else key
