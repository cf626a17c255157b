"""What a declaration is: one event class that gives its table, headings, tags, schema, import and export.

An event class is a frozen pydantic model in the past tense. Its class keywords state the record table it
belongs to (key, titles, identity, tags, retention, legal basis); each field states its Chinese heading,
aliases, type and basis through one of the functions below (`text`, `day`, `ref`, ...). From the class the
program derives a :class:`Table`, plain data that every other part works with: none of them looks at pydantic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple

from eventsourcing.dcb.domain import Decision
from pydantic import BaseModel, ConfigDict, Field, create_model

Kind = Literal["register", "fact", "case", "view"]
ColumnType = Literal[
    "text", "date", "datetime", "integer", "decimal", "money", "boolean", "enum", "ref", "list"
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an enumeration: its key, its Chinese label and other labels seen in files."""

    key: str
    zh: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record table, as the contract `records.json` states it.

    Attributes:
        key: ASCII name, stable; the key in JSON answers and in the stored event.
        zh: Chinese heading as on the official form.
        aliases: Other headings seen in files (simplified characters).
        type: One of `ColumnType`; `money` is a decimal in CNY.
        required: Whether a row is refused without it.
        values: The choices of an enumeration, or of a list of choices.
        ref: Key of the table that this column names a row of.
        snapshot_of: `table.column` of the register it is filled from, as in force at `event_time`.
        personal: Kept beside the hashed document, which holds only a salted digest.
        ambiguous_aliases: Headings that may mean this column or another: the user is asked.
        legal: The condition under which an article lists this item (`must`, `if_any`, `cold` ...).
        basis: The law or source that asks for it.
        doc: One sentence of explanation.
    """

    key: str
    zh: str
    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    values: tuple[Choice, ...] = ()
    ref: str | None = None
    snapshot_of: str | None = None
    personal: bool = False
    ambiguous_aliases: tuple[str, ...] = ()
    legal: str | None = None
    basis: str = ""
    doc: str = ""


class Need(NamedTuple):
    """Without what a stage cannot be true: one of these event types, separated by blanks; and the clause."""

    event: str
    clause: str

    @property
    def events(self) -> tuple[str, ...]:
        """The event types, one of which must be there."""
        return tuple(self.event.split())


class Before(NamedTuple):
    """What has to come before a stage, so that at the desk it is refused without and a file has a finding.

    Attributes:
        event: Event types, separated by blanks, one of which must be there.
        clause: Law or source that says so.
        facts: Columns, separated by blanks; that the case gives one of them is as good.
        when: What must be so for it, separated by blanks: `a=b` a value of the case, else a stage that is there.
    """

    event: str
    clause: str
    facts: str = ""
    when: str = ""

    @property
    def events(self) -> tuple[str, ...]:
        """The event types, one of which must be there."""
        return tuple(self.event.split())

    def binds(self, row: Mapping[str, Any], occurred: Collection[str]) -> bool:
        """Return whether a case that says this, with these stages, must have it and has it not by a fact."""
        for one in self.when.split():
            column, equals, value = one.partition("=")
            if not (str(row.get(column)) == value if equals else one in occurred):
                return False
        return not any(row.get(key) for key in self.facts.split())


@dataclass(frozen=True, slots=True, repr=False)
class Stage:
    """One stage of a case: an event type of its own, what usually follows it, and what it takes.

    Attributes:
        event: Stable type name of its event.
        key: The stage's name, shown in rows.
        zh: Chinese name.
        columns: Keys of the columns it may carry; the identity of the case always goes with them.
        by: Role (of `records.json`) that records it; quality and the head of the house may record any.
        following: Event types that usually come next, and are offered first; none where the case ends.
        at: The columns that give it its business time, first non-blank wins.
        repeats: Whether it may occur again later, every occurrence kept.
        deadline: Id of the clock that ends with it.
        when: Column and value that tell it from another stage that carries the same columns.
        needs: Without what it cannot be true. Nothing else of the order bars it while the case is open;
            `following` is only the usual course.
        before: What has to come before it.
    """

    event: str
    key: str
    zh: str
    columns: tuple[str, ...]
    by: str
    following: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    repeats: bool = False
    deadline: str | None = None
    when: tuple[str, str] | None = None
    needs: tuple[Need, ...] = ()
    before: tuple[Before, ...] = ()

    def __repr__(self) -> str:
        return f"Stage({self.event})"

    @property
    def closes(self) -> bool:
        """Whether the case is closed with it: nothing may follow, or nothing but that it is opened again."""
        return not self.following or self.key == "closed"

    def time_in(self, data: Mapping[str, Any]) -> str | None:
        """Return the stage's business time among its data: a date, or a time; None where it tells none."""
        return next((data[key] for key in self.at if data.get(key) is not None), None)


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A record table: what an inspector may ask for, and what one declaration gives.

    Attributes:
        key: ASCII name, stable.
        zh: Chinese title as on the official form.
        en: English title.
        kind: `register` (versions of a row), `fact` (one event is one row), `case` or `view`.
        event: Stable type name of the event whose rows these are, of a case that of its first stage;
            empty for a view.
        columns: In the order of the form.
        identity: Keys of the columns that name one row; the first is the document number.
        tags: Keys of the columns whose values become tags.
        event_time: Keys of the date columns that give a fact its business time, first non-blank wins.
        aliases: Other titles seen.
        retention: Id of the retention rule.
        basis: Laws and sources that ask for the table.
        numbering: Default pattern of new document numbers.
        ids: Ids of `requirements.md` the table serves.
        future: Keys of date columns that may lie after today (expiries, validities, plans).
        stages: Of a case, its stages, the first of them first.
        derived_from: Of a view, the tables it is made of.
        rule: Of a view, how, in one sentence.
        of_many: Whether the stages of a case tell of many parties, each at its own time, as those of a recall.
        by_key: The columns by their keys.
        reopenings: The stages that open a closed case again.
        sole: The stage of each column that a single stage carries, as its event type.
        beginnings: The stages with which a case may begin: the first, and where that only plans, the one that
            is planned. The first carries what every row must have; where it does not, the case may as well
            begin with the stage that does: a visit is made, planned or not.
        needed: What such a stage must carry, by its event type and whether it begins the case.
    """

    key: str
    zh: str
    en: str
    kind: Kind
    event: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    tags: tuple[str, ...] = ()
    event_time: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    retention: str = ""
    basis: str = ""
    numbering: str = ""
    ids: str = ""
    future: frozenset[str] = frozenset()
    stages: tuple[Stage, ...] = ()
    derived_from: tuple[str, ...] = ()
    rule: str = ""
    of_many: bool = False
    reopenings: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    by_key: dict[str, Column] = field(default_factory=dict, compare=False, repr=False)
    sole: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    beginnings: tuple[Stage, ...] = field(default=(), compare=False, repr=False)
    needed: dict[tuple[str, bool], tuple[Column, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        self.by_key.update({column.key: column for column in self.columns})
        carried = [(key, one.event) for one in self.stages for key in one.columns]
        count = Counter(key for key, _ in carried)
        self.sole.update((key, event) for key, event in carried if count[key] == 1)
        object.__setattr__(self, "beginnings", self._beginnings())
        again = frozenset(event for one in self.stages if one.closes for event in one.following)
        object.__setattr__(self, "reopenings", again)
        for place, stage in enumerate(self.beginnings):
            told = self.stages[0].columns if place else ()
            needed = tuple(one for one in self.columns if one.required and one.key in stage.columns)
            self.needed[stage.event, True] = needed
            self.needed[stage.event, False] = tuple(one for one in needed if one.key not in told)

    def _beginnings(self) -> tuple[Stage, ...]:
        required = {column.key for column in self.columns if column.required}
        whole = [one for one in self.stages if required <= {*one.columns, *self.identity}]
        return tuple(dict.fromkeys((*self.stages[:1], *whole[:1])))

    def __repr__(self) -> str:
        return f"Table({self.key})"

    @property
    def has_lines(self) -> bool:
        """Whether a document of this table has numbered lines."""
        return "line" in self.identity

    def required_of(self, stage: Stage, *, begins: bool = False) -> tuple[Column, ...]:
        """Return the columns that a stage must carry besides the identity.

        Args:
            stage: One of the case's stages.
            begins: Whether it begins its case: then it carries all that is required and that it can carry.
        """
        return self.needed.get((stage.event, begins), ())

    def stage(self, event: str) -> Stage:
        """Return the stage of a case that an event type is.

        Raises:
            KeyError: The case has no such stage.
        """
        for one in self.stages:
            if one.event == event:
                return one
        raise KeyError(event)


class Declared(BaseModel):
    """A record table, declared by a class."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    table: ClassVar[Table]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # pydantic completes the class in __pydantic_init_subclass__; here only our keywords are taken off.
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        if not kwargs:
            return
        columns = tuple(_column(key, info) for key, info in cls.model_fields.items())
        kwargs["aliases"] = _split(kwargs.get("aliases", ""))
        kwargs["future"] = frozenset(kwargs.get("future", ()))
        cls.table = Table(columns=columns, **kwargs)


class View(Declared):
    """A table that is only derived: it has no event and is never imported."""


class Event(Declared, Decision):
    """A fact of the catalogue: past tense, frozen, with a stable type name."""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields that are given, as JSON values of the stored form."""
        return self.model_dump(mode="json", exclude_none=True)


class Case(Event):
    """A matter that moves through declared stages; each stage is an event of its own type."""

    @classmethod
    def stage_class(cls, event: str) -> type[Event]:
        """Return the model of one stage's events: the identity and what the stage carries.

        What the case requires, the stage it begins with requires; a later stage requires the identity alone.

        Raises:
            KeyError: The case has no such stage.
        """
        table = cls.table
        stage = table.stage(event)
        columns = stage.columns
        required = {*table.identity, *(one.key for one in table.required_of(stage))}
        fields: dict[str, Any] = {}
        for key in (*table.identity, *(key for key in columns if key not in table.identity)):
            info = cls.model_fields[key]
            optional = key not in required
            default: Any = None if optional else ...
            extra: Any = info.json_schema_extra
            made = Field(default, description=info.description, json_schema_extra=extra)
            annotation: Any = info.annotation
            fields[key] = (annotation | None if optional else annotation, made)
        name = "".join(word.capitalize() for word in event.split("_"))
        made_class: type[Event] = create_model(name, __base__=Event, __doc__=cls.__doc__, **fields)
        made_class.table = table
        return made_class


def stage(event: str, key: str, zh: str, columns: str, *, by: str, **rest: Any) -> Stage:
    """Declare a stage of a case. `columns`, `following` and `at` are words separated by blanks, `when` is `a=b`."""
    following = tuple(rest.pop("following", "").split())
    column, _, value = rest.pop("when", "").partition("=")
    when = (column, value) if column else None
    at = tuple(rest.pop("at", "").split())
    return Stage(event, key, zh, tuple(columns.split()), by, following, at, when=when, **rest)


def _column(key: str, info: Any) -> Column:
    column: Column = info.json_schema_extra["column"]
    return Column(**{**{name: getattr(column, name) for name in column.__slots__}, "key": key})


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _field(kind: ColumnType, zh: str, aliases: str, **rest: Any) -> Any:
    ambiguous = _split(rest.pop("ambiguous", ""))
    column = Column(key="", zh=zh, type=kind, aliases=_split(aliases), ambiguous_aliases=ambiguous, **rest)
    # A function that pydantic never calls while building: the column travels beside the schema.
    extra: Any = {"column": column}
    if column.required:
        return Field(description=column.doc, json_schema_extra=extra)
    return Field(default=None, description=column.doc, json_schema_extra=extra)


def text(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a column of text. `aliases` are joined by `|`."""
    return _field("text", zh, aliases, **rest)


def day(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a date column (`YYYY-MM-DD`)."""
    return _field("date", zh, aliases, **rest)


def moment(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a date-and-time column; a bare date in it means that the time is unknown."""
    return _field("datetime", zh, aliases, **rest)


def whole(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a whole-number column."""
    return _field("integer", zh, aliases, **rest)


def number(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a decimal column."""
    return _field("decimal", zh, aliases, **rest)


def money(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare an amount in CNY."""
    return _field("money", zh, aliases, **rest)


def yesno(zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a yes-or-no column."""
    return _field("boolean", zh, aliases, **rest)


def choice(zh: str, values: str, aliases: str = "", **rest: Any) -> Any:
    """Declare an enumeration. `values` are words `key:label[:other label...]` joined by `|`."""
    return _field("enum", zh, aliases, values=_choices(values), **rest)


def ref(table: str, zh: str, aliases: str = "", **rest: Any) -> Any:
    """Declare a column that names a row of `table`."""
    return _field("ref", zh, aliases, ref=table, **rest)


def several(zh: str, aliases: str = "", *, values: str = "", **rest: Any) -> Any:
    """Declare a list: of text, of `ref` rows, or of `values`."""
    return _field("list", zh, aliases, values=_choices(values), **rest)


def shared(make: Any, **usual: Any) -> Any:
    """Return a function that declares a column as many tables have it; what a table says itself goes first."""

    def declare(**own: Any) -> Any:
        return make(**{**usual, **own})

    return declare


def _choices(values: str) -> tuple[Choice, ...]:
    parts = (word.split(":") for word in _split(values))
    return tuple(Choice(part[0], part[1], tuple(part[2:])) for part in parts)
