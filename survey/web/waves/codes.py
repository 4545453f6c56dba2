"""QR codes of links, as pictures to look at, print and save."""

from __future__ import annotations

import io

import segno
from flask import Response

from survey.errors import Conflict, NotFound
from survey.language import m
from survey.sheets import content_disposition

__all__ = ["picture", "svg"]

DARK = "#1f2933"
MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


def svg(link: str) -> str:
    """The QR code as an SVG element to stand in a page: our own drawing, holds no text of anybody."""
    drawn: str = segno.make(link, error="m", micro=False).svg_inline(
        scale=1, border=2, dark=DARK, light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return drawn


def picture(link: str, ending: str, name: str, *, save: bool) -> Response:
    """The QR code as a file; `save` asks the browser to keep it rather than show it."""
    if ending not in MEDIA:
        raise NotFound(m("二维码只有 SVG 和 PNG 两种格式。"))
    if not link:
        raise Conflict(m("签名密钥已经更换，无法再显示原来的链接。请点“重新生成链接”，再把新链接发给对方。"))
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind=ending, scale=12, border=4, dark=DARK)
    response = Response(buffer.getvalue(), mimetype=MEDIA[ending])
    if save:
        response.headers["Content-Disposition"] = content_disposition(f"{name}.{ending}")
    return response
