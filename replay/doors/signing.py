"""Electronic signatures: the password again, the meaning shown, bound to the events that it signs.

What lets a rule pass, voids a record, approves, erases or takes evidence out of the house is signed by who
answers for it: the approver that the document names, else whoever does it. Whoever signs states the meaning
that they were shown, so that nobody signs one thing and does another. Name and meaning stand in the stored
event (`signatures`), under its leaf of the tree; the password is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.settings import Person
from replay.doors.posts import Right
from replay.doors.problems import NOT_PERMITTED, WRONG_PASSWORD, NotPermittedError

if TYPE_CHECKING:
    from ledger.deciding.decision import Override
    from replay.bootstrap import Program
    from replay.doors.accounts import Accounts, Guest


class Meaning(StrEnum):
    """What a signature means."""

    OVERRIDE = "override"
    VOID = "void"
    APPROVE = "approve"
    ERASE = "erase"
    EXPORT = "export"


# What is shown to whoever signs, in Chinese and English.
SHOWN: Final[dict[Meaning, tuple[str, str]]] = {
    Meaning.OVERRIDE: ("我放行所列规则，并对此负责。", "I let the rules named pass and answer for it."),
    Meaning.VOID: ("我批准作废这条记录。", "I approve that this record is voided."),
    Meaning.APPROVE: ("我以批准人身份作出此决定。", "I decide this as the approver."),
    Meaning.ERASE: ("我批准永久删除此人的个人信息。", "I approve that personal values are erased for good."),
    Meaning.EXPORT: ("我将这些证据交给所写明的接收方。", "I hand this evidence to the receiver named."),
}
_RIGHTS: Final = {
    Meaning.OVERRIDE: Right.OVERRIDE,
    Meaning.VOID: Right.OVERRIDE,
    Meaning.APPROVE: Right.APPROVE,
    Meaning.ERASE: Right.ERASE,
    Meaning.EXPORT: Right.EXPORT,
}
APPROVER: Final = "approver"  # the end of every column that names one
_OF_TRADE: Final = "business_approver"  # whom trade decides by itself

SIGNATURE_NEEDED: Final = Problem(
    "signature_needed",
    "签名：{who}须再次输入密码，确认“{meaning_zh}”，实际没有。",
    "Signing: expected the password of {who} once more, and the meaning '{meaning}', got neither.",
    "由其本人输入密码；HTTP 请求带 X-Signature 和 X-Signature-Meaning。",
    "Let that person enter the password; over HTTP by X-Signature and X-Signature-Meaning.",
)
OWN_APPROVAL: Final = Problem(
    "own_approval",
    "签名：批准人应不同于登记人，实际都是“{name}”。",
    "Signing: expected an approver other than who recorded it, got '{name}' as both.",
    "由另一人批准并签名。",
    "Have somebody else approve and sign.",
)


class SignatureNeededError(CommandError):
    """Somebody has to sign first.

    Attributes:
        wanted: What is to be signed, by whom.
    """

    def __init__(self, wanted: SignatureAsked) -> None:
        zh, en = SHOWN[wanted.meaning]
        super().__init__(SIGNATURE_NEEDED, who=wanted.who or "?", meaning=en, meaning_zh=zh)
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class SignatureAsked:
    """A signature that is asked for.

    Attributes:
        meaning: What it means.
        who: Code or name of who must sign; None for whoever may.
        right: What the post of that person must have.
        not_by: Names of those who may not, for they recorded what is approved.
    """

    meaning: Meaning
    who: str | None
    right: Right | None
    not_by: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """Return what is shown before somebody signs."""
        zh, en = SHOWN[self.meaning]
        return {"meaning": self.meaning.value, "by": self.who, "text_zh": zh, "text_en": en}


@dataclass(frozen=True, slots=True)
class Given:
    """A signature as it is given.

    Attributes:
        name: Of an account.
        password: Of that account; never shown, stored or logged.
        meaning: What whoever signs was shown.
    """

    name: str
    password: str = field(repr=False)
    meaning: str


def wanted(meaning: Meaning, who: str | None, *, not_by: frozenset[str] = frozenset()) -> SignatureAsked:
    """Return the signature that something else than a document takes.

    Args:
        meaning: What it means.
        who: Code or name of who must sign.
        not_by: Names of those who may not.
    """
    return SignatureAsked(meaning, who, _RIGHTS[meaning], not_by)


def of_document(
    table: str, document: Any, overrides: Sequence[Override], guest: Guest, *, of_case: frozenset[str] | None
) -> list[SignatureAsked]:
    """Return the signatures that a document of live entry takes: of each approver whom it names.

    Args:
        table: Key of its table.
        document: A JSON value, as the entry takes it.
        overrides: Rules that are to be let pass.
        guest: Who records it.
        of_case: Of a stage of a case, who recorded the stages before; None of any other row: there whoever
            records it does not approve it.
    """
    found = [SignatureAsked(Meaning.OVERRIDE, one.approver, Right.OVERRIDE) for one in overrides]
    not_by = frozenset({guest.name}) if of_case is None else of_case
    for column, name in _approvers(table, document):
        if table == "voids":
            found.append(SignatureAsked(Meaning.VOID, name, Right.OVERRIDE, not_by))
        else:
            right = None if column == _OF_TRADE else Right.APPROVE
            found.append(SignatureAsked(Meaning.APPROVE, name, right, not_by))
    return list(dict.fromkeys(found))


def _approvers(table: str, document: Any) -> Iterator[tuple[str, str]]:
    """Yield the columns that name approvers, with whom they name, however the document writes them."""
    titles = {
        name: one.key
        for one in catalogue.table(table).columns
        if one.key.endswith(APPROVER)
        for name in (one.key, one.zh, *one.aliases)
    }
    for row in _rows(document):
        for name, value in row.items():
            if name.strip() in titles and str(value or "").strip():
                yield titles[name.strip()], str(value).strip()


def _rows(document: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, list):
        for one in document:
            yield from _rows(one)
    elif isinstance(document, Mapping):
        yield document
        yield from _rows(document.get("lines"))


def signed(
    program: Program,
    accounts: Accounts,
    guest: Guest,
    asked: Iterable[SignatureAsked],
    given: Sequence[Given],
) -> Person:
    """Return who acts, with the signatures of what is done.

    Args:
        program: The ledger.
        accounts: Whose passwords they are.
        guest: Who acts.
        asked: The signatures that it takes.
        given: Those that are given.

    Raises:
        SignatureNeededError: One is missing, or means something else.
        NotPermittedError: A password is not right, or the post of who signs may not.
        CommandError: Who approves is who recorded it.
        LockedOutError: There were too many wrong passwords.
    """
    found: list[dict[str, str]] = []
    for one in asked:
        mine = next((each for each in given if _is_of(program, one, each)), None)
        if mine is None:
            raise SignatureNeededError(one)
        _checked(accounts, one, mine)
        signature = {"by": mine.name, "meaning": one.meaning.value}
        if signature not in found:
            found.append(signature)
    return Person(guest.name, signed_in=True, signatures=tuple(found))


def _checked(accounts: Accounts, one: SignatureAsked, mine: Given) -> None:
    if not accounts.is_password(mine.name, mine.password):
        raise NotPermittedError(WRONG_PASSWORD)
    post = accounts.post_of(mine.name)
    if one.right is not None and not post.may(one.right):
        raise NotPermittedError(NOT_PERMITTED, post=post.key, right=one.right.value)
    if mine.name in one.not_by:
        raise CommandError(OWN_APPROVAL, name=mine.name)


def _is_of(program: Program, one: SignatureAsked, given: Given) -> bool:
    """Return whether a signature is the one that is asked for: its meaning, and of the person named."""
    if given.meaning != one.meaning.value:
        return False
    return one.who is None or given.name == one.who or given.name in _codes(program, one.who)


def account_named(program: Program, accounts: Accounts, name: str) -> str:
    """Return the account of a person who is named by code or by name; the name itself where none has."""
    known = {one.name for one in accounts.accounts() if not one.ended}
    return name if name in known else next(iter(sorted(known & _codes(program, name))), name)


def _codes(program: Program, name: str) -> set[str]:
    """Return the codes of the staff of a name."""
    from projections.tables.record_tables import record_table

    staff = record_table("staff").c
    with program.caught_up().reading() as connection:
        return set(connection.scalars(sa.select(staff.staff_code).where(staff.name == name)))


def recorders(program: Program, table: str, document: Any) -> frozenset[str] | None:
    """Return who recorded the stages so far of the cases that a document goes on with; None of no case.

    Args:
        program: The ledger.
        table: Key of its table.
        document: A JSON value, as the entry takes it.
    """
    from projections.tables.record_tables import record_table

    declared = catalogue.table(table)
    if declared.kind != "case":
        return None
    named = declared.by_key[declared.identity[0]]
    numbers = {
        str(row[name])
        for row in _rows(document)
        for name in (named.key, named.zh, *named.aliases)
        if row.get(name)
    }
    if not numbers:
        return frozenset()
    rows = record_table(table).c
    with program.caught_up().reading() as connection:
        said = sa.select(rows.recorded_by).where(rows[named.key].in_(sorted(numbers)))
        return frozenset(connection.scalars(said))
