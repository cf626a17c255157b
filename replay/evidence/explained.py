"""The one-page summary of a bundle for people: what is inside, what is not, and how to check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from replay.evidence.derived import WrittenPaper
from replay.evidence.written_tables import Written

_STYLE = (
    "body{font:15px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .6em;text-align:left}"
    "code{word-break:break-all}"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What was written into a bundle: record tables, views and papers, each in its order."""

    tables: Sequence[Written]
    views: Sequence[Written] = ()
    papers: Sequence[WrittenPaper] = ()

    def titles(self) -> dict[str, str]:
        """Return the title of each by its key."""
        sheets = {one.form.table.key: one.form.table.zh for one in (*self.tables, *self.views)}
        return sheets | {one.key: one.zh for one in self.papers}


def summary(told: Mapping[str, Any], inside: Contents) -> str:
    """Return the page.

    Args:
        told: What `basis.json` says.
        inside: What was written.
    """
    return "\n".join(_lines(told, inside)) + "\n"


def _lines(told: Mapping[str, Any], inside: Contents) -> Iterator[str]:
    title = "证据包说明"
    yield '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{title}</h1>"
    yield from _grid("依据", facts(told))
    yield "<h2>内容</h2><table><tr><th>表</th><th>行数</th><th>文件</th></tr>"
    yield from _sheets("tables", inside.tables)
    yield f"</table><p>事件 {told['events']} 条（events.jsonl），每条均附到检查点的证明（proofs.jsonl）。</p>"
    yield from _derived(inside)
    yield "<h2>未列入</h2><ul>"
    for missing in told["left_out"]:
        count = f"（{missing['count']}）" if "count" in missing else ""
        yield f"<li>{escape(missing['zh'])}{count}</li>"
    yield "</ul><h2>核验</h2>"
    yield "<p>只需 Python 3.9 或更高版本，不需联网：</p>"
    yield "<pre>python -I -S data/check.py . --key 公钥</pre>"
    yield "<p>公钥应另行向账本持有者索取；本包自称的公钥为：</p>"
    yield f"<p><code>{escape(told['ledger']['verifier_key'])}</code></p>"
    if "timestamp" in told:
        yield "<p>检查点附有时间戳（RFC 3161）；证书向时间戳机构索取，有 openssl 时用 --tsa 一并核验：</p>"
        stamp = f"-in {escape(told['timestamp'])} -data data/checkpoint"
        yield f"<pre>openssl ts -verify {stamp} -CAfile CERTIFICATES.pem</pre>"
    yield "<p>表格打开后被另存即与清单不符；请先核验，再在副本上使用。"
    yield "以 ' 开头的单元格是为防止电子表格软件将其当作公式执行。</p>"
    yield '<section lang="en"><h2>In English</h2>'
    yield "<p>An evidence bundle. Each row of each table is proved to come from events of a signed log.</p>"
    if inside.views or inside.papers:
        yield "<p>Views, forms and letters follow from these rows: signed, not proved cell by cell.</p>"
    yield "<p>Check it offline with Python 3.9 or later:</p>"
    yield "<pre>python -I -S data/check.py . --key VERIFIER_KEY</pre><ul>"
    for missing in told["left_out"]:
        yield f"<li>{escape(missing['en'])}</li>"
    yield "</ul></section></body></html>"


def _sheets(folder: str, written: Sequence[Written]) -> Iterator[str]:
    for one in written:
        key, zh = escape(one.form.table.key), escape(one.form.table.zh)
        links = " ".join(f'<a href="{folder}/{key}.{form}">{form}</a>' for form in ("csv", "xlsx", "pdf"))
        yield f"<tr><td>{zh}</td><td>{one.rows}</td><td>{links}</td></tr>"


def _derived(inside: Contents) -> Iterator[str]:
    """Yield what follows from the rows, and that no cell of it is proved by an event."""
    if not inside.views and not inside.papers:
        return
    yield "<h2>由上列记录得出</h2><p>视图、表单和文书由上列记录得出，已随包签署，但无法逐格对应到事件；"
    yield "如需复核，可凭 data/basis.json 重新查询。</p>"
    yield "<table><tr><th>名称</th><th>行数</th><th>文件</th></tr>"
    yield from _sheets("views", inside.views)
    for one in inside.papers:
        names = [name.removeprefix("data/") for name in one.files]
        links = " ".join(f'<a href="{name}">{name.rpartition(".")[2]}</a>' for name in names)
        yield f"<tr><td>{escape(one.zh)}</td><td></td><td>{links}</td></tr>"
    yield "</table>"


def facts(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a bundle rests on, by name; some are blank."""
    company = told["company"]
    yield "企业名称", company.get("name", "")
    yield "住所", company.get("address", "")
    pack = told["pack"]
    yield "证据包", " ".join(f"{name}={value}" for name, value in pack.items())
    yield "收件人", told["for"] or ""
    yield "个人信息用途", told["personal"] or ""
    yield "截至日期", told["at"]
    yield "所依据的录入时间", told["known_at"] or ""
    yield "日志位置", str(told["position"])
    yield "账本", told["ledger"]["origin"]
    yield "树根", told["checkpoint"]["root"]
    yield "程序", told["code"]


def _grid(title: str, facts: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f"<h2>{title}</h2><table>"
    for name, value in facts:
        if value:
            yield f"<tr><th>{name}</th><td>{escape(value)}</td></tr>"
    yield "</table>"
