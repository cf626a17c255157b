"""The picture of a trace: what is drawn of its answer, and what stands over and under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.errors import CommandError, Problem
from ledger.settings import language
from replay.flow.drawing import Sheet, picture
from replay.flow.folding import folded
from replay.flow.graph import flow_graph

NOT_A_FLOW_PICTURE: Final = Problem(
    "not_a_flow_picture",
    "绘制流向图：应写入 .svg 文件，实际为“{file}”。",
    "Drawing the flow: expected a file that ends in .svg, got '{file}'.",
    "例如 --picture 流向.svg。",
    "For example --picture flow.svg.",
)
_TITLES: Final = {"zh": "流向图：{scope}", "en": "Flow of goods: {scope}"}
_BASES: Final = {
    "zh": "截至日期 {at}　所依据的录入时间 {known_at}　日志位置 {position}　{code}",
    "en": "at {at}   known at {known_at}   position {position}   {code}",
}
_LEGENDS: Final = {
    "zh": "方框为单据，圆角框为供货者、库存状态和客户；箭头上为数量。灰色虚线：已作废。",
    "en": "Square boxes: documents; round ones: suppliers, stock by status, customers. "
    "Arrows tell quantities. Grey and dashed: voided.",
}
_FOLDED: Final = {
    "zh": "共 {all} 个节点，同类单据、客户和批次已合并，×为合并的个数。",
    "en": " Of {all} nodes those of one kind are folded; × tells how many.",
}


def picture_of(found: Mapping[str, Any]) -> bytes:
    """Return the picture of a trace as SVG.

    Args:
        found: The answer, with the movements that were voided (`voided`) and the units of the products.
    """
    whole = flow_graph(found["movements"], found["voided"])
    graph, tongue = folded(whole), language()
    legend = _LEGENDS[tongue]
    if len(graph.nodes) < len(whole.nodes):
        legend += _FOLDED[tongue].format(all=len(whole.nodes))
    scope = "; ".join(f"{name} {', '.join(map(str, values))}" for name, values in found["scope"].items())
    return picture(
        Sheet(
            graph,
            found["units"],
            _TITLES[tongue].format(scope=scope),
            _BASES[tongue].format_map(found["basis"]),
            legend,
        )
    )


def check_name(file: str) -> None:
    """Refuse a name that is not that of a picture.

    Raises:
        CommandError: It does not end in `.svg`.
    """
    if not file.lower().endswith(".svg"):
        raise CommandError(NOT_A_FLOW_PICTURE, file=file)
