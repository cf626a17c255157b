"""Ledgers that nobody disturbed verify: a sample of the campaign."""

from tests.campaigns.undisturbed import alarms


def test_random_ledgers_give_no_false_alarm() -> None:
    """Thirty of them; `python -m tests.campaigns.undisturbed` verifies a thousand."""
    assert alarms(30, seed=1) == {}
