"""What a verification was compared with and what not, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from replay.telling.wording import say


def basis_lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each thing that the log was compared with, and for each that it was not."""
    for one in found["compared"]:
        yield say("Compared with ", "已比对：") + _compared(one)
    for what in found["not_checked"]:
        if line := _not_checked(what):
            yield line
    for jump in found["jumps"]:
        accepted = say("accepted", "已确认") if jump["accepted"] else say("not accepted", "未确认")
        position, before, now = jump["position"], jump["before"], jump["now"]
        yield say(
            f"Clock at event {position}: from {before} to {now} ({accepted}).",
            f"第 {position} 条处的时钟：由 {before} 到 {now}（{accepted}）。",
        )
    if found["unwitnessed_from"] is not None:
        position = found["unwitnessed_from"]
        yield say(
            f"No witness has seen events from {position} on.", f"自第 {position} 条起，尚无见证方见过。"
        )


def _compared(one: dict[str, Any]) -> str:
    size = one.get("size")
    return {
        "checkpoints": lambda: say(
            f"{one['count']} checkpoints in the database, the last at {size} events.",
            f"数据库中 {one['count']} 个检查点，最近的在 {size} 条处。",
        ),
        "copies": lambda: say(
            f"{one['count']} copies beside it, the last at {size} events.",
            f"数据库外 {one['count']} 个副本，最近的在 {size} 条处。",
        ),
        "accesses": lambda: say(
            f"the access log: {size} of {one['count']} entries are covered by checkpoints.",
            f"访问日志：{one['count']} 条中 {size} 条已由检查点覆盖。",
        ),
        "doors": lambda: say(
            f"the table of accounts: {size} of {one['count']} entries are covered by checkpoints.",
            f"账户与会话表：{one['count']} 条中 {size} 条已由检查点覆盖。",
        ),
        "key": lambda: say(f"the key {one['key']}.", f"密钥 {one['key']}。"),
        "held": lambda: say(f"{one['file']}, at {size} events.", f"{one['file']}（{size} 条）。"),
        "witnesses": lambda: say(
            f"witnesses: {len(one['witnesses'])} have signed {size} events, {one['required']} required.",
            f"见证方签名：{size} 条处 {len(one['witnesses'])} 个，要求 {one['required']} 个。",
        ),
    }[one["what"]]()


def _not_checked(what: str) -> str:
    return {
        "key": say(
            "Not checked: whether the key is the one you know; name it with --key.",
            "未核对：密钥是否为您所知的那一把；请用 --key 给出。",
        ),
        "held": say(
            "Not checked: a checkpoint from outside of the house; name one with --against.",
            "未核对：外部持有的检查点；请用 --against 给出。",
        ),
        "witnesses": say(
            "Not checked: signatures of witnesses; none counts or none has signed.",
            "未核对：见证方签名；尚未认可见证方或尚无签名。",
        ),
        "copies": say(
            "Not checked: the copies of checkpoints; none were found.", "未核对：检查点副本；没有找到。"
        ),
        "tables": say("Not checked: the tables.", "未核对：记录表。"),
    }.get(what, "")
