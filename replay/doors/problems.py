"""What the doors refuse, in a sentence each."""

from __future__ import annotations

from typing import Final

from ledger.errors import CommandError, Problem

NOT_SIGNED_IN: Final = Problem(
    "not_signed_in",
    "进入账本：应先登录或出示密钥，实际没有。",
    "Coming in: expected a session or a key, got neither.",
    "用 POST /login 登录，或带上 Authorization: Bearer 密钥（medledger keys add）。",
    "Sign in by POST /login, or send Authorization: Bearer KEY (medledger keys add).",
)
WRONG_PASSWORD: Final = Problem(
    "wrong_password",
    "登录：用户名或密码不对。",
    "Signing in: the name or the password is not right.",
    "核对后重试；连续出错将暂停登录。",
    "Check both and try again; after several failures the account waits.",
)
LOCKED_OUT: Final = Problem(
    "locked_out",
    "登录：此账户或地址连续出错，请在 {seconds} 秒后再试。",
    "Signing in: too many failures of this account or address; try again in {seconds} seconds.",
    "如忘记密码，请管理员用 medledger users password 重设。",
    "If the password is forgotten, an administrator sets a new one with medledger users password.",
)
NOT_PERMITTED: Final = Problem(
    "not_permitted",
    "执行操作：岗位“{post}”无权进行此项操作（{right}）。",
    "Doing this: the post {post} has not the right to ({right}).",
    "请有权的岗位办理，或由管理员调整岗位。",
    "Ask somebody whose post may, or an administrator for another post.",
)
FORGED_REQUEST: Final = Problem(
    "forged_request",
    "执行操作：请求应来自本站页面，实际无法确认。",
    "Doing this: expected a request from a page of this ledger, and this one cannot be told to be.",
    "重新打开页面再提交；程序请使用密钥。",
    "Open the page again and submit; programs send a key instead.",
)
UNKNOWN_POST: Final = Problem(
    "unknown_post",
    "设立账户：岗位应为 {known} 之一，实际为“{given}”。",
    "Making an account: expected a post out of {known}, got '{given}'.",
    "例如 --post sales。",
    "For example --post sales.",
)
ACCOUNT_EXISTS: Final = Problem(
    "account_exists",
    "设立账户：“{name}”已存在。",
    "Making an account: there is a '{name}' already.",
    "换一个名字，或用 medledger users password 重设密码。",
    "Choose another name, or set its password with medledger users password.",
)
UNKNOWN_ACCOUNT: Final = Problem(
    "unknown_account",
    "查找账户：应为已有的账户或密钥，实际没有“{name}”。",
    "Looking for an account: expected one that exists, there is no '{name}'.",
    "medledger users 列出全部账户，medledger keys 列出全部密钥。",
    "medledger users lists the accounts, medledger keys the keys.",
)
BAD_NAME: Final = Problem(
    "bad_account_name",
    "设立账户：名字应为 1 至 64 个可见字符，实际为“{name}”。",
    "Making an account: expected a name of 1 to 64 visible characters, got '{name}'.",
    "例如工号 E3，或 erp。",
    "For example a staff code such as E3, or erp.",
)
SHORT_PASSWORD: Final = Problem(
    "short_password",
    "设置密码：应至少 {least} 个字符，实际 {length} 个。",
    "Setting a password: expected at least {least} characters, got {length}.",
    "用几个词连成一句更好记。",
    "A few words in a row are easy to remember.",
)


BAD_VISIT: Final = Problem(
    "bad_visit",
    "邀请检查员：时长应大于 0、不超过 {most} 小时，实际为 {given}。",
    "Inviting an inspector: expected more than 0 and at most {most} hours, got {given}.",
    "例如 --hours 72。",
    "For example --hours 72.",
)
VISIT_OVER: Final = Problem(
    "visit_over",
    "进入账本：此链接无效、已到期或已被停用。",
    "Coming in: this link leads nowhere, its time is over, or it was ended.",
    "请管理员用 medledger users visit 另给一个链接。",
    "Ask an administrator for another one (medledger users visit).",
)

BAD_OPENID_FILE: Final = Problem(
    "bad_openid_file",
    "读取 {file}：应为 TOML，含 issuer、client_id、client_secret、claim、address，问题在：{given}。",
    "Reading {file}: expected TOML with issuer, client_id, client_secret, claim, address; wrong: {given}.",
    "issuer 与 address 用 https（本机可用 http）；示例见 docs/guides/serve.md。",
    "issuer and address are https (http on this machine only); docs/guides/serve.md has an example.",
)
OPENID_EXPOSED: Final = Problem(
    "openid_file_exposed",
    "读取 {file}：内含密钥，应只有本账户可读，实际权限为 {mode}。",
    "Reading {file}: it holds a secret and should be readable by you alone, its mode is {mode}.",
    "chmod 600 后重试。",
    "Run chmod 600 on it and try again.",
)
OPENID_OFF: Final = Problem(
    "openid_off",
    "登录：本服务未设统一认证。",
    "Signing in: this server has no OpenID provider.",
    "请用用户名和密码登录；启用见 medledger serve --openid。",
    "Sign in by name and password; medledger serve --openid turns it on.",
)
OPENID_AWAY: Final = Problem(
    "openid_away",
    "登录：统一认证服务 {issuer} 没有给出应有的回答（{detail}）。",
    "Signing in: the OpenID provider {issuer} does not answer as it should ({detail}).",
    "稍后重试，或用用户名和密码登录。",
    "Try again later, or sign in by name and password.",
)
OPENID_REFUSED: Final = Problem(
    "openid_refused",
    "登录：统一认证未能确认您的身份（{detail}）。",
    "Signing in: the OpenID provider does not vouch for you ({detail}).",
    "请从登录页重新开始。",
    "Begin again at the page to sign in.",
)
OPENID_UNSAID: Final = Problem(
    "openid_claim_unsaid",
    "登录：统一认证的回答中应有 {claim}，实际没有。",
    "Signing in: expected the claim {claim} in what the OpenID provider says, there is none.",
    "请管理员在认证服务中放开此项，或改用其他项。",
    "An administrator lets the provider state it, or names another claim.",
)
OPENID_STRANGER: Final = Problem(
    "openid_stranger",
    "登录：统一认证确认您是“{name}”，但账本中没有这个账户。",
    "Signing in: the OpenID provider says that you are {name}, and there is no such account here.",
    "请管理员设立：medledger users add {name} --post …",
    "An administrator makes it: medledger users add {name} --post …",
)


class NotSignedInError(CommandError):
    """Nobody is known to ask: HTTP 401."""


class NotPermittedError(CommandError):
    """Who asks may not do it: HTTP 403."""


class LockedOutError(CommandError):
    """Too many tries: HTTP 429."""
