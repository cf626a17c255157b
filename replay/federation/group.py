"""The houses of a federation, as a file names them.

::

    {"houses": [{"name": "north", "ledger": "/srv/north/medledger.db", "key": "medledger/5f…+…",
                 "uscc": null}]}

`ledger` is a path or an URL. `key` is the verification key that the house hands out (`medledger key show`);
what the house shows must be signed by it.
`uscc` is its unified social credit code (GB 32100) where its own register does not say it. The file holds no
secret unless an URL in it does, and is readable by its owner and group alone.

What is made from the houses lies beside the file: `FILE.index`, which can be thrown away, and `FILE.seen`,
how far each house was when it was asked last, which cannot.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from ledger.errors import CommandError, Problem
from ledger.seal.held import parse_verifier
from ledger.settings import Location, locate
from ledger.whole_files import written_whole

GROUP_MISSING = Problem(
    "group_missing",
    "读取联盟文件：{file} 不存在。",
    "Reading the file of a federation: {file} is not there.",
    "用 medledger federation add 加入第一家即可建立，或用 --group 指明文件。",
    "medledger federation add makes it with the first house; --group names another file.",
)
GROUP_UNREADABLE = Problem(
    "group_unreadable",
    "读取联盟文件：{file} 应为 JSON 对象，其中 houses 为各家的名称、地址和核验密钥，实际不是（{why}）。",
    "Reading the file of a federation: expected a JSON object whose houses have a name, an address and a key "
    "in {file}, got something else ({why}).",
    "按 medledger federation add --help 重新建立。",
    "Make it again as medledger federation add --help says.",
)
GROUP_UNWRITABLE = Problem(
    "group_unwritable",
    "写出联盟文件：无法写入 {file}（{why}）。",
    "Writing the file of a federation: {file} cannot be written ({why}).",
    "检查文件夹是否存在、是否有写权限。",
    "Check that the folder exists and that you may write there.",
)
HOUSE_TWICE = Problem(
    "house_twice",
    "加入联盟：名称和账本地址应各不相同，实际“{name}”已在其中。",
    "Adding a house: expected a name and an address of its own, got those of '{name}', which is there.",
    "换一个名称，或直接使用已有的。",
    "Give another name, or use the one that is there.",
)
HOUSE_PLACE = Problem(
    "house_place",
    "加入联盟：应以 --ledger 给出该家账本的地址，实际没有。",
    "Adding a house: expected the address of its ledger for --ledger, got none.",
    "例如 --ledger /srv/north/medledger.db。",
    "For example --ledger /srv/north/medledger.db.",
)
HOUSE_LEDGER = Problem(
    "house_ledger",
    "加入联盟：--ledger 应为文件路径、sqlite:/// 或 postgresql:// 地址，实际无法识别。",
    "Adding a house: expected a path, a sqlite:/// or a postgresql:// URL for --ledger, got something else.",
    "例如 --ledger /srv/north/medledger.db。",
    "For example --ledger /srv/north/medledger.db.",
)


@dataclass(frozen=True, slots=True)
class House:
    """One house of a federation.

    Attributes:
        name: As answers call it.
        ledger: Path or URL of its ledger.
        key: Its verification key, as `medledger key show` prints it.
        uscc: Its credit code where its register does not say it.
    """

    name: str
    ledger: str
    key: str
    uscc: str | None = None

    @property
    def location(self) -> Location:
        """Where its ledger is.

        Raises:
            CommandError: The text names no ledger.
        """
        try:
            return locate(self.ledger)
        except ValueError as error:
            raise CommandError(HOUSE_LEDGER) from error

    @property
    def origin(self) -> str:
        """The name of its log, which its key bears."""
        return parse_verifier(self.key).name


@dataclass(frozen=True, slots=True)
class Group:
    """A federation.

    Attributes:
        file: Where its houses are named.
        houses: In the order in which they were added.
    """

    file: Path
    houses: tuple[House, ...]

    @property
    def index(self) -> Path:
        """What was made from the houses; can be thrown away."""
        return self.file.with_name(f"{self.file.name}.index")

    @property
    def seen(self) -> Path:
        """How far each house was when it was asked last."""
        return self.file.with_name(f"{self.file.name}.seen")

    def with_house(self, house: House) -> Group:
        """Return the federation with one house more.

        Raises:
            CommandError: Its name, its key or its address is that of a house which is there.
        """
        for other in self.houses:
            same = (other.name == house.name, other.key == house.key, other.ledger == house.ledger)
            if any(same):
                raise CommandError(HOUSE_TWICE, name=other.name)
        return replace(self, houses=(*self.houses, house))

    def write(self) -> None:
        """Write the file, whole or not at all.

        Raises:
            CommandError: It cannot be written.
        """
        write_json(self.file, {"houses": [asdict(house) for house in self.houses]})


def house_of(name: str, *, ledger: str | None, key: str, uscc: str | None = None) -> House:
    """Return a house as typed; a path is kept whole, so that it means the same from any folder.

    Raises:
        CommandError: No ledger is given; the key is none.
    """
    if not ledger:
        raise CommandError(HOUSE_PLACE)
    parse_verifier(key)
    whole = ledger if "://" in ledger else str(Path(ledger).absolute())
    house = House(name, whole, key.strip(), uscc)
    _ = house.location
    return house


def read_group(file: Path, *, new: bool = False) -> Group:
    """Return the federation of a file.

    Args:
        file: Where its houses are named.
        new: Whether one that is not there is an empty one.

    Raises:
        CommandError: It is not there, or is no such file.
    """
    try:
        found = orjson.loads(file.read_bytes())
        houses = tuple(House(**house) for house in found["houses"])
        for house in houses:
            parse_verifier(house.key)
    except FileNotFoundError as error:
        if new:
            return Group(file, ())
        raise CommandError(GROUP_MISSING, file=file) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CommandError(GROUP_UNREADABLE, file=file, why=type(error).__name__) from error
    return Group(file, houses)


def write_json(file: Path, value: dict[str, Any]) -> None:
    """Write a JSON object into a file, whole or not at all.

    Raises:
        CommandError: It cannot be written.
    """
    try:
        with written_whole(file) as stream:
            stream.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
    except OSError as error:
        raise CommandError(GROUP_UNWRITABLE, file=file, why=error.strerror or str(error)) from error
