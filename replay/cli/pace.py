"""How much is left and how quickly it goes: a column of progress bars."""

from __future__ import annotations

from rich.progress import ProgressColumn, Task
from rich.text import Text

from replay.telling.wording import say


class PaceColumn(ProgressColumn):
    """What is left, and how much is done in a second; what an earlier run did says nothing about the rate."""

    def render(self, task: Task) -> Text:
        """Return the words of the column."""
        if task.remaining is None:
            return Text("")
        left = int(task.remaining)
        if not task.speed:
            return Text(say(f"{left} left", f"余 {left}"))
        return Text(say(f"{left} left, {task.speed:.0f}/s", f"余 {left}，每秒 {task.speed:.0f}"))
