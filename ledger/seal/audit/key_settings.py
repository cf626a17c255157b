"""What the settings of a ledger say of its key, against the key file."""

from __future__ import annotations

from ledger.merkle.note import NoteError, Verifier
from ledger.seal.audit.problems import KEY_INVALID, KEY_REMOVED, KEY_REPLACED, ORIGIN_CHANGED
from ledger.seal.audit.report import Report
from ledger.seal.key import LEDGER_ID, NAMESPACE, ORIGIN, VERIFIER_KEY


class KeySettings:
    """Reads the key that the settings state.

    Args:
        settings: By name.
        report: Where the findings go.
        in_key_file: The key in the key file, if there is one.
    """

    def __init__(self, settings: dict[str, bytes], report: Report, in_key_file: Verifier | None) -> None:
        self._settings = settings
        self._report = report
        self._in_key_file = in_key_file

    def stated(self, *, signed: bool) -> Verifier | None:
        """Return the key that the ledger was made with, if the settings state one; report what is wrong.

        Args:
            signed: Whether there are checkpoints, so that there must be a key.
        """
        text = self._settings.get(VERIFIER_KEY)
        if text is None:
            if signed or self._in_key_file is not None:
                self._report.add("missing", None, KEY_REMOVED.with_())
            return None
        try:
            stated = Verifier.parse(text.decode("utf-8", "replace"))
        except NoteError:
            self._report.add("other_key", None, KEY_INVALID.with_())
            return None
        self._compare_names(stated)
        return stated

    def compare_file(self, current: Verifier) -> None:
        """Report a key file that holds another key than the one that signs now."""
        if self._in_key_file not in {None, current}:
            reason = KEY_REPLACED.with_(expected=self._in_key_file, got=current)
            self._report.add("other_key", None, reason)

    def _compare_names(self, stated: Verifier) -> None:
        name = stated.name
        for setting, expected in ((ORIGIN, name), (LEDGER_ID, name.removeprefix(NAMESPACE))):
            got = self._settings.get(setting)
            if got != expected.encode():
                shown = "—" if got is None else got.decode("utf-8", "replace")
                reason = ORIGIN_CHANGED.with_(setting=setting, expected=expected, got=shown)
                self._report.add("changed", None, reason)
