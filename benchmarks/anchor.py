"""The limit: bare Flask, a precompiled Jinja form of the same fifteen questions, one Core insert.

No extension, no session, no check of the answers, no header beyond Flask's own; the store is as durable as
ours (SQLite, WAL, synchronous=FULL). gunicorn serves `benchmarks.anchor:create_app()`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, make_response, redirect, request

from benchmarks.questionnaires import ANSWERS, CHOICES, OPENING, RATED

__all__ = ["create_app"]

POINTS = ("非常不满意", "不满意", "一般", "满意", "非常满意")
FORM = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>顾客满意度调查表</title></head><body><main><h1>顾客满意度调查表</h1><p>{{ opening }}</p>
<form method="post"><input type="hidden" name="token" value="{{ token }}">
{% for text in rated %}<fieldset><legend>{{ loop.index }}. {{ text }}</legend>{% set number = loop.index %}
{% for label in points %}<label><input type="radio" name="q.rated_{{ number }}" value="{{ loop.index }}"> {{ label }}</label>
{% endfor %}</fieldset>
{% endfor %}<fieldset><legend>13. 您有多大可能推荐我公司?</legend>
{% for value in range(11) %}<label><input type="radio" name="q.nps" value="{{ value }}"> {{ value }}</label>
{% endfor %}</fieldset>
<fieldset><legend>14. 您的工作</legend>
{% for key, label in choices %}<label><input type="radio" name="q.role" value="{{ key }}"> {{ label }}</label>
{% endfor %}</fieldset>
<label>15. 最想让我们改进的一点是什么?<textarea name="q.comment"></textarea></label>
<button>提交</button></form></main></body></html>"""

metadata = sa.MetaData()
response = sa.Table(
    "response",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("token", sa.String(64), unique=True),
    sa.Column("submitted_at", sa.DateTime),
    sa.Column("answers", sa.JSON),
)
INSERT = sa.insert(response).inline()


def create_app() -> Flask:
    """The anchor over the database file named by ANCHOR_DATABASE."""
    app = Flask(__name__)
    engine = _engine(os.environ["ANCHOR_DATABASE"])
    metadata.create_all(engine)
    form = app.jinja_env.from_string(FORM)

    @app.get("/r/<name>")
    def show(name: str) -> Any:
        token = secrets.token_urlsafe(16)
        page = form.render(opening=OPENING, rated=RATED, points=POINTS, choices=CHOICES, token=token)
        answer = make_response(page)
        answer.set_cookie("respondent", token, httponly=True, samesite="Lax")
        return answer

    @app.post("/r/<name>")
    def submit(name: str) -> Any:
        token = request.form["token"]
        if token != request.cookies.get("respondent"):
            abort(400)
        answers = {key: request.form.get(f"q.{key}") for key in ANSWERS}
        with engine.begin() as connection:
            connection.execute(
                INSERT,
                {
                    "token": token,
                    "submitted_at": datetime.now(UTC).replace(tzinfo=None),
                    "answers": answers,
                },
            )
        return redirect(f"/r/{name}/thanks", 303)

    return app


def _engine(file: str) -> sa.Engine:
    engine = sa.create_engine(
        f"sqlite:///{file}", connect_args={"timeout": 10, "check_same_thread": False}, pool_size=10
    )

    @sa.event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
