"""Reading the forms of a page as a browser without scripts does: fields, values, where they go."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Fields = list[tuple[str, str]]


@dataclass
class PageForm:
    """One form: its address and the fields that would be sent."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def with_(self, **changes: str | None) -> PageForm:
        """The form with fields typed over (`None`: not ticked); `_in_` names stand for themselves."""
        return self.change(dict(changes))

    def change(self, changes: dict[str, str | None]) -> PageForm:
        kept = [(key, value) for key, value in self.fields if key not in changes]
        return PageForm(
            self.action, self.method, kept + [(k, v) for k, v in changes.items() if v is not None]
        )


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select: str | None = None
        self._first_option: str | None = None
        self._chosen = False
        self._area: str | None = None
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(given.get("action", "").partition("#")[0], given.get("method", "get"))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and "name" in given and "disabled" not in given:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if ticked and given.get("type") != "submit":
                self._form.fields.append((given["name"], given.get("value", "on")))
        elif tag == "select":
            self._select, self._first_option, self._chosen = given["name"], None, False
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._first_option = value if self._first_option is None else self._first_option
            if "selected" in given:
                self._form.fields.append((self._select, value))
                self._chosen = True
        elif tag == "textarea":
            self._area, self._text = given["name"], ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "select" and self._select:
            if not self._chosen and self._first_option is not None:
                self._form.fields.append((self._select, self._first_option))
            self._select = None
        elif tag == "textarea" and self._area is not None:
            text = self._text.removeprefix("\r\n").removeprefix("\n")
            self._form.fields.append((self._area, text.replace("\r\n", "\n").replace("\n", "\r\n")))
            self._area = None
        elif tag == "form":
            self._form = None


def forms(html: str) -> list[PageForm]:
    return Reader(html).forms


def form_to(client: FlaskClient, page: str, ending: str) -> PageForm:
    """The form on `page` whose address ends so."""
    shown = client.get(page)
    assert shown.status_code == 200, (page, shown.status_code)
    found = [one for one in forms(shown.text) if one.action.endswith(ending)]
    assert found, (page, ending)
    return found[0]


def send(client: FlaskClient, form: PageForm, page: str = "") -> TestResponse:
    data: dict[str, list[str]] = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    return client.post(form.action or page, data=data)
