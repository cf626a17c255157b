"""What can keep a document out although nothing is wrong with it."""

from ledger.errors import Problem

BUSY = Problem(
    "log_busy",
    "其他写入者一直抢先，{tries}次尝试后仍未写入。",
    "Recording was tried {tries} times, and another writer was faster each time.",
    "稍后重试；已确认的内容没有丢失。",
    "Try again shortly; nothing that was acknowledged is lost.",
)
INCOMPLETE = Problem(
    "document_incomplete",
    "同一单据的其他行被拒收，整张单据不入账。",
    "Another line of the same document was rejected, so none of its new lines is recorded.",
    "改正被拒收的行后，整张单据一起重新导入。",
    "Correct the rejected line and import the whole document again.",
)
