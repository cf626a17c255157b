"""`medledger cosign`: a witness signs a checkpoint of somebody else's ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from replay.telling.options import FormatOption
from replay.telling.output import chosen, write_text
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from ledger.seal.cosigning import Cosigned

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Sign a checkpoint as a witness, if it goes on from the last one seen (C2SP tlog-cosignature). The "
        "signature is added to the file. Exit code 1 if the ledger was rewritten, is older, or another's. "
        "Needs no ledger.",
        "作为见证方签署检查点：仅当它自上次所见继续而来（C2SP tlog-cosignature）。签名加在文件末尾。"
        "若账本被改写、变旧或属他人，退出码为 1。不需要账本。",
    ),
    epilog=examples(
        "medledger cosign --make-key 客户甲 --key-file 见证.key",
        "medledger cosign 检查点.txt --key-file 见证.key --key 账本核验密钥",
    ),
)
def cosign(
    note: Annotated[
        Path | None,
        typer.Argument(metavar="CHECKPOINT", help=say("The file to sign.", "要签署的文件。")),
    ] = None,
    key_file: Annotated[
        Path, typer.Option("--key-file", metavar="PATH", help=say("The witness's key.", "见证方的密钥。"))
    ] = Path("witness.key"),
    make_key: Annotated[
        str | None,
        typer.Option(
            "--make-key", metavar="NAME", help=say("Make the key, under this name.", "以此名称建立密钥。")
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="VKEY", help=say("The ledger's verifier key.", "账本的核验密钥。")),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help=say("Write the signed checkpoint here instead.", "将已签署的检查点写到这里。"),
        ),
    ] = None,
    form: FormatOption = None,
) -> int:
    """Sign a checkpoint as a witness."""
    answer = chosen(form, None, rows=False)
    from ledger.seal import cosigning
    from ledger.seal.held import parse_verifier

    if make_key is not None:
        made = cosigning.make_witness(key_file, make_key).witness
        answer.receipt(
            {"verifier_key": str(made), "key_file": str(key_file)},
            lambda console: console.print(str(made), soft_wrap=True),
        )
        return 0
    if note is None:
        raise typer.BadParameter(say("expected a checkpoint to sign", "应给出要签署的检查点"))
    done = cosigning.cosign(note, key_file, None if key is None else parse_verifier(key))
    if done.finding is None:
        write_text(output or note, done.note)
    found = _as_json(done, output or note)
    answer.receipt(found, lambda console: console.print(_line(done), soft_wrap=True))
    return 0 if done.finding is None else 1


def _as_json(done: Cosigned, written: Path) -> dict[str, object]:
    signed = done.checkpoint
    return {
        "ok": done.finding is None,
        "findings": [] if done.finding is None else [done.finding.as_json()],
        "origin": signed.origin,
        "size": signed.size,
        "seen": done.seen,
        "written": str(written) if done.finding is None else None,
    }


def _line(done: Cosigned) -> str:
    if done.finding is not None:
        return done.finding.message
    size = done.checkpoint.size
    if done.seen is None:
        return say(
            f"Signed at {size} events; the first one seen, so nothing to compare it with.",
            f"已签署（{size} 条）；首次见到，无可比对。",
        )
    return say(
        f"Signed at {size} events; it goes on from the {done.seen} seen before.",
        f"已签署（{size} 条）；自此前所见的 {done.seen} 条继续而来。",
    )
