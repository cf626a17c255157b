"""What people do at the console all day, each told once: for the HTTP client and for a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from ledger.settings import acting
from replay.console.pages import title_of
from replay.console.words import word
from tests.support.hands import Hand

_numbers = count(1)
# Lots of the sample, of which several customers hold some: one for each recall, for goods are recalled once.
LOTS: Final = (
    *("ZSQ-05/20260301", "FL-10/FL260429", "KZ-N95/N042826", "SYQ-01/SY260425A", "ZSQ-05/20260428"),
    *("ZSQ-10/2026042205", "DNG-16/DN2604", "ST-M75/G26-04-23"),
)
ON_BOARD: Final = re.compile(r"K0\d\d")


@dataclass(frozen=True)
class Telling:
    """What a story is told with.

    Attributes:
        hand: Of whom it tells.
        lang: In which language the pages are.
        password: Of everybody.
        folder: For files.
    """

    hand: Hand
    lang: str
    password: str
    folder: Path

    def word(self, key: str, **particulars: object) -> str:
        """Return a word of the pages."""
        with acting(lang=self.lang):
            return word(key, **particulars)

    def title(self, table: str) -> str:
        """Return the title of a table."""
        with acting(lang=self.lang):
            return title_of(table)

    def sign_in(self, name: str) -> None:
        """Sign in, in the language of the story."""
        self.hand.go(f"/login?lang={self.lang}")
        self.hand.fill({"username": name, "password": self.password})
        self.hand.press(self.word("sign_in"))
        assert self.hand.place == "/today", (self.hand.place, self.hand.main)


def inspectors_morning(tell: Telling) -> None:
    """What is due, a lot by the box, an event with its proof, a verification."""
    hand = tell.hand
    tell.sign_in("admin")
    assert "WX-20260525-001" in hand.main
    hand.scan("20260301")
    assert hand.place == "/lots/ZSQ-05/20260301"
    assert tell.word("adds_up") in hand.main
    assert "K004" in hand.main
    hand.follow(tell.word("tables"))
    hand.follow(tell.title("sales"))
    hand.follow("103")
    assert tell.word("proof_good", size=0).partition("0")[2] in hand.main
    hand.follow(tell.word("reports"))
    hand.follow(tell.word("integrity"))
    hand.follow(tell.word("verify_now"))
    assert tell.word("verified_good", position=0).partition("0")[0] in hand.main


def recall_of_level_1(tell: Telling) -> None:
    """From the scan to the closing: told to everyone, answered, taken back, summed up, closed."""
    hand = tell.hand
    product, _, lot = LOTS[(next(_numbers) - 1) % len(LOTS)].partition("/")
    tell.sign_in("LB002")
    hand.scan(lot)
    assert hand.place == f"/lots/{product}/{lot}"
    hand.follow(tell.word("start_recall"))
    assert tell.word("who_holds") in hand.main
    hand.fill({"reason": "密封不良", "level": "1", "origin": "registrant"})
    hand.press(tell.word("open_recall"))
    number = hand.place.rpartition("/")[2]
    assert tell.word("level", level=1) in hand.main
    customers = sorted(set(ON_BOARD.findall(hand.main.partition(tell.word("board"))[2])))

    def stage(verb: str, words: dict[str, str], customer: str = "") -> None:
        hand.go(f"/recalls/{number}/{verb}" + (f"?customer_code={customer}" if customer else ""))
        hand.fill(words)
        if verb == "notify":
            hand.tick("everyone", "1")
        hand.press(tell.word("save"))
        assert hand.place == f"/recalls/{number}", hand.main[:900]

    stage("notify", {"notice_method": "phone"})
    answered = {"response_state": "answered", "customer_on_hand": "0", "unaccounted_reason": "均已使用"}
    for customer in customers:
        stage("respond", answered, customer)
    stage("report", {"progress_note": "已通知全部收货方", "reported_to": "槐川市市场监督管理局"})
    stage("summarise", {"summary": "缺口均为已使用"})
    stage("close", {"close_note": "未收回的均已使用，由收货方说明"})
    assert tell.word("state_of", state=tell.word("mark_closed")) in hand.main


def sale_with_a_lapsed_licence(tell: Telling) -> None:
    """Refused beside the field, let pass by the head of quality with a signature."""
    hand = tell.hand
    tell.sign_in("admin")
    hand.go("/entry/sales")
    said = {"sold_on": "2026-11-29", "customer_code": "K013", "seller": "LB006", "product_code.1": "ZSQ-05"}
    hand.fill(said | {"lot.1": "20260529", "quantity.1": "1"})
    hand.press(tell.word("save"))
    assert "G-01" in hand.said("customer_code")
    assert tell.word("quality_may") in hand.said("customer_code")
    hand.tick("_override", "G-01")
    hand.fill({"_reason": "新证已办，原件待补", "_approver": "LB002", "_password": tell.password})
    hand.press(tell.word("save"))
    assert hand.place.startswith("/records/sales/"), hand.main[:900]
    assert tell.word("recorded_done", position=0).partition("0")[0] in hand.main


def import_with_three_rejects(tell: Telling) -> None:
    """Three rows are rejected; two are corrected, one is kept and corrected later."""
    hand, run = tell.hand, f"{next(_numbers):03}"
    rows = [("1", "K001", "5"), ("2", "K999", "5"), ("3", "K001", "-5"), ("4", "K001", "五")]
    told = "".join(
        f"XS-20260612-{run}{line},1,2026-06-12,{who},ZSQ-05,20260529,{quantity},支,0.38,LB006\n"
        for line, who, quantity in rows
    )
    file = tell.folder / f"销售{run}.csv"
    file.write_text(
        "销售单号,行号,销售日期,客户编码,产品编码,生产批号,销售数量,单位,单价,经办人\n" + told, "utf-8"
    )
    tell.sign_in("ye")
    hand.go("/imports/new")
    hand.attach("file", file)
    hand.press(tell.word("import_it"))
    hand.follow(tell.word("correct_rows"))
    place = hand.place
    wrong = {"K999": "K002", "-5": "6"}
    names = {hand.value(f"r{row}.{column}"): f"r{row}.{column}" for row in range(3) for column in (3, 6)}
    assert hand.said(names["K999"])
    hand.fill({names[value]: better for value, better in wrong.items()})
    hand.press(tell.word("take_again"))
    assert tell.word("taken_now", taken=2, left=1) in hand.main
    hand.go("/imports")
    assert file.name in hand.main
    hand.go(place)
    hand.fill({"r0.6": "5"})
    hand.press(tell.word("take_again"))
    assert tell.word("taken_now", taken=1, left=0) in hand.main
    hand.scan(f"XS-20260612-{run}3")
    assert hand.place == f"/records/sales/XS-20260612-{run}3"


def complaint_to_its_answer(tell: Telling) -> None:
    """Received, assessed, answered; the page offers each next stage."""
    hand = tell.hand
    tell.sign_in("LB002")
    hand.go("/entry/complaints")
    hand.fill(
        {
            "received_on": "2026-11-29",
            "customer_code": "K002",
            "content": "针头弯曲",
            "product_code": "ZSQ-05",
        }
    )
    hand.press(tell.word("save"))
    assert hand.place.startswith("/cases/complaints/"), hand.main[:900]
    place, number = hand.place, hand.place.rpartition("/")[2]
    for stage, words in (
        ("complaint_assessed", {"nature": "ordinary", "severity": "minor"}),
        ("complaint_answered", {"answered_at": "2026-11-29T15:00", "answer": "已说明使用方法"}),
    ):
        hand.go(f"/entry/complaints?stage={stage}&complaint_no={number}")
        hand.fill(words)
        hand.press(tell.word("save"))
        assert hand.place == place, hand.main[:900]
    assert "已说明使用方法" in hand.main


def past_day_and_now(tell: Telling) -> None:
    """The ledger as it was before a correction, read only, beside what it is now."""
    hand = tell.hand
    tell.sign_in("admin")
    hand.go("/tables/sales?known=510")
    assert tell.word("read_only") in hand.main
    hand.follow(tell.word("compare"))
    assert tell.word("differs") in hand.main
    assert "K003" in hand.main
    assert "K004" in hand.main
    hand.follow(tell.word("back_to_now"))
    assert tell.word("read_only") not in hand.main


STORIES: Final[tuple[Callable[[Telling], None], ...]] = (
    *(inspectors_morning, recall_of_level_1, sale_with_a_lapsed_licence, import_with_three_rejects),
    *(complaint_to_its_answer, past_day_and_now),
)
