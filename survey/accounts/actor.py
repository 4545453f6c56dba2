"""Who is doing something: a member of staff, or the command line."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CALENDAR", "COMMAND_LINE", "Actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or command) on whose behalf a service acts; rights are asked of it."""

    name: str
    role: str
    user_id: int | None = None
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.email else self.name

    def may(self, *roles: str) -> bool:
        """Whether the role is one of `roles`; the administrator may everything."""
        return self.role == "admin" or self.role in roles

    @property
    def sees_customers(self) -> bool:
        """Whether answers may be joined to customers' names (method.md: the role's right)."""
        return self.role in {"admin", "quality", "interviewer", "manager"}


COMMAND_LINE = Actor(name="命令行", role="admin")
CALENDAR = Actor(name="定时任务", role="admin")
