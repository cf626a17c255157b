"""What webhooks refuse, in a sentence each."""

from __future__ import annotations

from typing import Final

from ledger.errors import Problem

BAD_ADDRESS: Final = Problem(
    "hook_bad_address",
    "登记推送地址：应为 https 地址，或本机的 http 地址，实际为“{given}”（{detail}）。",
    "Registering a hook: expected an https address, or http to this machine, got '{given}' ({detail}).",
    "接收方在本单位内网时用 --inside 登记，并使用 https。",
    "Where the receiver is in the house's own network, register it with --inside, and by https.",
)
HOOK_EXISTS: Final = Problem(
    "hook_exists",
    "登记推送地址：“{name}”已存在。",
    "Registering a hook: there is a '{name}' already.",
    "换一个名字，或先用 medledger hooks end 停用它。",
    "Choose another name, or end it first with medledger hooks end.",
)
NO_SUCH_HOOK: Final = Problem(
    "no_such_hook",
    "查找推送地址：应为已登记且未停用的名称，实际没有“{name}”。",
    "Looking for a hook: expected one that is registered and not ended, there is no '{name}'.",
    "medledger hooks 列出全部推送地址。",
    "medledger hooks lists them.",
)
BAD_HOOK_NAME: Final = Problem(
    "bad_hook_name",
    "登记推送地址：名称应为 1 至 64 个小写字母、数字或连字符，实际为“{name}”。",
    "Registering a hook: expected a name of 1 to 64 small letters, digits or hyphens, got '{name}'.",
    "例如 erp。",
    "For example erp.",
)
NO_DEAD_LETTER: Final = Problem(
    "hook_no_dead_letter",
    "重新推送：“{name}”没有位置 {position} 的死信。",
    "Sending again: '{name}' has no dead letter of position {position}.",
    "medledger hooks dead 列出死信。",
    "medledger hooks dead lists the dead letters.",
)
NO_SECRET: Final = Problem(
    "hook_without_secret",
    "推送：“{name}”的密钥不在 {file} 中，无法签名。",
    "Sending to a hook: the secret of '{name}' is not in {file}, nothing can be signed.",
    "密钥不随备份保存：停用后重新登记，并把新密钥交给接收方。",
    "Secrets are in no backup: end the hook, register it again and give the new secret to the receiver.",
)
