"""A short form of the campaign: what it proves at length it also proves here, on both databases."""

from __future__ import annotations

import subprocess
import sys

from tests.support.databases import Server

_CAMPAIGN = (sys.executable, "-m", "tests.campaigns.kills", "--pieces", "1", "--lines", "200")


def test_nothing_acknowledged_is_lost_whatever_is_killed(postgres_server: Server) -> None:
    """Every kind of work once; a thousand kills are `python -m tests.campaigns.kills`."""
    words = [*_CAMPAIGN, "--kills", "6", "--seed", "11", "--postgres", postgres_server.url]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seed 11" in done.stdout
    for database in ("sqlite", "postgresql"):
        assert f"{database}: " in done.stdout
    assert "WRONG" not in done.stdout
