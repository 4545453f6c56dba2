"""Settings from the environment (`LIUSHENG_*`), read once, checked at once."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from survey.errors import Misconfigured
from survey.language import m

__all__ = ["Settings"]

KNOWN = {
    "LIUSHENG_ALLOW_HTTP",
    "LIUSHENG_DATABASE_URL",
    "LIUSHENG_FONT_FOLDERS",
    "LIUSHENG_INSTANCE",
    "LIUSHENG_LANGUAGE",
    "LIUSHENG_PUBLIC_URL",
    "LIUSHENG_QUEUE_URL",
    "LIUSHENG_SECRET_KEY",
    "LIUSHENG_SECRET_KEY_FALLBACKS",
    "LIUSHENG_TRUSTED_PROXIES",
}
WEAK_KEYS = {"dev", "changeme", "secret", "password", "test"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an instance needs to know before it starts."""

    instance: Path
    database_url: str
    queue_url: str
    public_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    allow_http: bool = False
    trusted_proxies: int = 0
    language: str = "zh"
    font_folders: tuple[Path, ...] = ()
    """Where documents find Chinese fonts besides the system's own folders."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, *, instance: Path | None = None) -> Settings:
        """The settings in `env` (default: the process's); raises Misconfigured naming the setting."""
        env = os.environ if env is None else env
        _refuse_unknown(env)
        folder = (instance or Path(env.get("LIUSHENG_INSTANCE") or "instance")).resolve()
        settings = cls(
            instance=folder,
            database_url=env.get("LIUSHENG_DATABASE_URL") or f"sqlite:///{folder / 'liusheng.db'}",
            queue_url=env.get("LIUSHENG_QUEUE_URL") or f"sqlite:///{folder / 'queue.db'}",
            public_url=(env.get("LIUSHENG_PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/"),
            secret_key=env.get("LIUSHENG_SECRET_KEY") or _stored_key(folder),
            secret_key_fallbacks=tuple(filter(None, env.get("LIUSHENG_SECRET_KEY_FALLBACKS", "").split(","))),
            allow_http=env.get("LIUSHENG_ALLOW_HTTP") == "1",
            trusted_proxies=_whole_number(env, "LIUSHENG_TRUSTED_PROXIES"),
            language=env.get("LIUSHENG_LANGUAGE") or "zh",
            font_folders=_folders(env, "LIUSHENG_FONT_FOLDERS"),
        )
        settings._check()
        return settings

    @property
    def secure(self) -> bool:
        """Whether people reach the instance over TLS; decides the cookies."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or ""

    @property
    def on_loopback(self) -> bool:
        return self.public_host == "localhost" or _is_loopback(self.public_host)

    @property
    def trusted_hosts(self) -> list[str]:
        return sorted({self.public_host, "localhost", "127.0.0.1", "[::1]"})

    @property
    def cache(self) -> Path:
        return self.instance / "cache"

    @property
    def models(self) -> Path:
        """Where workers find the weights fitted to the company."""
        return self.instance / "models"

    def _check(self) -> None:
        if not _is_address(self.public_url):
            raise Misconfigured(
                m("LIUSHENG_PUBLIC_URL 要写成 https://主机名 或 https://主机名:端口 的形式，后面不带路径。")
            )
        if not self.secure and not self.on_loopback and not self.allow_http:
            raise Misconfigured(
                m(
                    "LIUSHENG_PUBLIC_URL 使用了 http。请改用 https；仅在内网试用时可以设置 LIUSHENG_ALLOW_HTTP=1。"
                )
            )
        if len(self.secret_key) < 32 or self.secret_key.lower() in WEAK_KEYS:
            raise Misconfigured(m("LIUSHENG_SECRET_KEY 太短，至少要有 32 个字符。"))
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise Misconfigured(m("LIUSHENG_DATABASE_URL 只支持 sqlite:///文件 或 postgresql+psycopg://…。"))
        if not self.queue_url.startswith(("sqlite:///", "redis://", "rediss://", "postgresql://")):
            raise Misconfigured(m("LIUSHENG_QUEUE_URL 只支持 sqlite:///文件、redis://… 或 postgresql://…。"))
        if self.language not in {"zh", "en"}:
            raise Misconfigured(m("LIUSHENG_LANGUAGE 只支持 zh 或 en。"))


def _is_address(url: str) -> bool:
    """Whether `url` is a scheme and a host, perhaps a port, and nothing more."""
    try:
        parts = urlsplit(url)
        port_is_possible = parts.port != 0
    except ValueError:
        return False
    more = (parts.path, parts.query, parts.fragment, parts.username)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_is_possible and not any(more)


def _refuse_unknown(env: Mapping[str, str]) -> None:
    for name in sorted(env):
        if name.startswith("LIUSHENG_") and name not in KNOWN and not name.startswith("LIUSHENG_TEST_"):
            raise Misconfigured(m("没有 %(name)s 这项设置，请检查拼写。", name=name))


def _whole_number(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or "0"
    if not (text.isascii() and text.isdigit()):
        raise Misconfigured(m("%(name)s 要写成整数。", name=name))
    return int(text)


def _folders(env: Mapping[str, str], name: str) -> tuple[Path, ...]:
    """The folders in a list written as PATH is; each must be there."""
    folders = tuple(Path(part) for part in (env.get(name) or "").split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise Misconfigured(m("%(name)s 中的文件夹 %(folder)s 不存在。", name=name, folder=folder))
    return folders


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _stored_key(folder: Path) -> str:
    """The key in `folder/secret.key`, made on first use; of several starters at once one wins."""
    file = folder / "secret.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        fresh = folder / f".secret.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_hex(32))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(fresh, file)  # atomic, and never over an existing key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text().strip()
