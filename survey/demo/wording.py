"""The invented company's dictionary: its products and the trade's words, kept before comments are read."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.models import User
from survey.accounts.users import actor_of
from survey.coding.wordlist import from_text, keep
from survey.demo import content
from survey.demo.register import QUALITY

__all__ = ["keep_words"]

WORDS: Final = """
减速机
轴承座,,产品质量
胀紧套,,产品质量
高压接头,,产品质量
随货报告
非标件
备品备件,,售后与技术支持
密封圈,,产品质量
渗油,负面,产品质量,B1.1
异响,负面,产品质量,B1.1
同心度,,产品质量
起订量,,我方政策,B10.4
月结,,我方政策
开票,,价格
排产,,供货周期与交付
欠料,负面,供货周期与交付,B2.3
"""


def keep_words(session: Session, *, now: datetime) -> int:
    """Keeps the product lines and the trade's words; says how many words there are."""
    actor = actor_of(session.scalars(sa.select(User).where(User.name == QUALITY)).one())
    lines = "\n".join(str(line) for line in content.company()["product_lines"])
    return keep(session, from_text(f"{lines}\n{WORDS}"), actor=actor, now=now).added
