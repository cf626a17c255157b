"""Which rows of a segment a selection selects: by the columns of types and tags, no document is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.log.query import Branch, Selection
from ledger.segments.extra import extra
from ledger.segments.files import SegmentFiles
from ledger.segments.manifest import Segment


def rows_selected(files: SegmentFiles, segment: Segment, selection: Selection) -> list[int]:
    """Return the rows, counted from 0, that any branch selects, ascending.

    Args:
        files: Of the store.
        segment: Whose rows.
        selection: Of events; not everything.
    """
    pc = extra("pyarrow.compute")
    chosen = None
    for branch in selection.branches:
        mask = _mask(files, segment, branch)
        if mask is not None:
            chosen = mask if chosen is None else pc.or_(chosen, mask)
    found: list[int] = [] if chosen is None else pc.indices_nonzero(chosen).to_pylist()
    return found


def _mask(files: SegmentFiles, segment: Segment, branch: Branch) -> Any:
    """Return for every row whether a branch selects it; None where it selects none."""
    pa, pc = extra("pyarrow"), extra("pyarrow.compute")
    masks = []
    if branch.types:
        types = files.column(segment, "type")
        masks.append(pc.is_in(types, value_set=pa.array(branch.types)))
    asked = ([branch.any_tag] if branch.any_tag else []) + [(tag,) for tag in branch.all_tags]
    masks += [_carrying(files, segment, tags) for tags in asked]
    if not masks:
        return pa.array([True] * segment.count)
    chosen = masks[0]
    for mask in masks[1:]:
        chosen = pc.and_(chosen, mask)
    return chosen


def _carrying(files: SegmentFiles, segment: Segment, tags: Sequence[str]) -> Any:
    """Return for every row whether it carries any of the tags."""
    pa, pc = extra("pyarrow"), extra("pyarrow.compute")
    column = files.column(segment, "tags")
    hit = pc.is_in(pc.list_flatten(column), value_set=pa.array(tags))
    parents = pc.unique(pc.list_parent_indices(column).filter(hit))
    return pc.is_in(pa.array(range(segment.count), type=parents.type), value_set=parents)
