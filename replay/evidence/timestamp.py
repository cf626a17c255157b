"""A trusted time stamp (RFC 3161) over the checkpoint of a bundle, asked of the authority that is set.

It shows that a log of this size and root was there at that time: whoever holds the signing key cannot date a
log back beyond it. It lies in the payload, over the checkpoint and not over the manifest, which lists it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from ledger.errors import CommandError, Problem, UnavailableError

if TYPE_CHECKING:
    from rfc3161_client import TimeStampRequest

PATIENCE: Final = 20.0  # seconds
_MOST: Final = 1 << 20  # bytes; a token is some kilobytes
TSA_ADDRESS = Problem(
    "tsa_address",
    "索取时间戳：MEDLEDGER_TSA 应为 http:// 或 https:// 开头的地址，实际为“{url}”。",
    "Asking for a time stamp: expected MEDLEDGER_TSA to be an address with http:// or https://, got '{url}'.",
    "更正 MEDLEDGER_TSA，或清空它以导出不带时间戳的证据包。",
    "Correct MEDLEDGER_TSA, or leave it blank to export without a time stamp.",
)
TSA_SILENT = Problem(
    "tsa_silent",
    "索取时间戳：时间戳机构 {url} 没有应答（{why}）；未写出证据包。",
    "Asking for a time stamp: the authority {url} did not answer ({why}); no bundle was written.",
    "稍后再试；清空 MEDLEDGER_TSA 则导出不带时间戳的证据包。",
    "Try again later; with MEDLEDGER_TSA left blank the bundle has no time stamp.",
)
TSA_WRONG = Problem(
    "tsa_wrong",
    "索取时间戳：时间戳机构 {url} 应就所问摘要签发时间戳，实际不是（{why}）；未写出证据包。",
    "Asking for a time stamp: expected {url} to stamp what it was asked, and it did not ({why}); "
    "no bundle was written.",
    "核对 MEDLEDGER_TSA；清空它则导出不带时间戳的证据包。",
    "Check MEDLEDGER_TSA; with it left blank the bundle has no time stamp.",
)


def stamped(url: str, content: bytes) -> bytes:
    """Return an authority's answer over some bytes, a `TimeStampResp`.

    Args:
        url: Of the authority.
        content: What is stamped: its SHA-256 goes out, nothing else.

    Raises:
        CommandError: The address is none.
        UnavailableError: The authority does not answer, or with something else.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CommandError(TSA_ADDRESS, url=_shown(url))
    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    asked = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    answer = _sent(url, asked.as_bytes())
    why = _objection(asked, answer, content)
    if why is not None:
        raise UnavailableError(TSA_WRONG, url=_shown(url), why=why)
    return answer


def _sent(url: str, asked: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        request = Request(url, asked, headers)  # noqa: S310  the scheme was looked at
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return bytes(answer.read(_MOST))
    except HTTPError as error:
        raise UnavailableError(TSA_SILENT, url=_shown(url), why=f"HTTP {error.code}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise UnavailableError(TSA_SILENT, url=_shown(url), why=str(why) or type(why).__name__) from error


def _objection(asked: TimeStampRequest, answer: bytes, content: bytes) -> str | None:
    """Return why an answer is none to what was asked; None if it is one."""
    from rfc3161_client import decode_timestamp_response

    try:
        found = decode_timestamp_response(answer)
        if found.status:
            return f"status {found.status} {' '.join(found.status_string)}".strip()
        told = found.tst_info
    except ValueError as error:
        # Authorities send certificates in an order that a strict reader does not take; openssl does.
        return None if _openssl_agrees(asked.as_bytes(), answer) else str(error)
    if told.message_imprint.message != sha256(content).digest():
        return "message imprint"
    return None if told.nonce == asked.nonce else "nonce"


def _openssl_agrees(asked: bytes, answer: bytes) -> bool:
    """Tell whether openssl, where there is one, finds an answer to be one to a request, by any signer."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "asked").write_bytes(asked)
        (folder / "answer").write_bytes(answer)

        def said(*arguments: str) -> bytes:
            command = [openssl, *arguments]
            return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout  # noqa: S603

        said("ts", "-reply", "-in", "answer", "-token_out", "-out", "token")
        said("pkcs7", "-inform", "DER", "-in", "token", "-print_certs", "-out", "certificates")
        trusted = ("-CAfile", "certificates", "-partial_chain")
        return b"Verification: OK" in said("ts", "-verify", "-in", "answer", "-queryfile", "asked", *trusted)


def _shown(url: str) -> str:
    """Return an address without the password that it may hold."""
    parts = urlsplit(url)
    return url.replace(f"{parts.netloc.rpartition('@')[0]}@", "", 1) if "@" in parts.netloc else url
