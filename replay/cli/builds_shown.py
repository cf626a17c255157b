"""Builds of the tables as they are told: as JSON, and as sentences on a screen."""

from __future__ import annotations

from typing import Any

from replay.telling.wording import say


def outcome_lines(build: dict[str, Any]) -> list[str]:
    """Return what a build that serves came to, in the user's language."""
    digest, served = build["digest"], build["served_digest"]
    by, seconds, code = build["by"], build["seconds"], build["code"]
    lines = [say(f"Took {seconds} s, by {by}, {code}.", f"用时 {seconds} 秒，操作人 {by}，{code}。")]
    if digest is not None and digest == served:
        lines.append(
            say(f"Digest of the old and the new tables: {digest}", f"新旧记录表的摘要相同：{digest}")
        )
    elif digest is not None:
        lines.append(say(f"Digest of the new tables: {digest}", f"新记录表的摘要：{digest}"))
        lines.append(say(f"Digest of the old tables: {served}", f"旧记录表的摘要：{served}"))
    return lines


def building_line(build: dict[str, Any]) -> str:
    """Return how far a build is, in the user's language; it may have been broken off since it was told."""
    generation, position, left = build["generation"], build["position"], build["left"]
    when = build["told_at"]
    if build["rate"] is None:
        pace_en, pace_zh = "", ""
    else:
        pace_en = f", {build['rate']} a second, {build['seconds_left']} s to go"
        pace_zh = f"，每秒 {build['rate']}，尚需 {build['seconds_left']} 秒"
    return say(
        f"Building generation {generation}: position {position}, {left} left{pace_en} (told {when}).",
        f"正在重建第 {generation} 代：位置 {position}，余 {left}{pace_zh}（{when} 报告）。",
    )
