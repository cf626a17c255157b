"""What of a product's file decides who may trade it, and how it may go to who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from ledger.paper_numbers import class_told
from ledger.phrases import Part
from ledger.state.entries import Version
from ledger.subjects.papers.medicines import (
    NEVER_BY_RETAIL,
    ON_PRESCRIPTION,
    Medicine,
    medicine_of,
    within_medicines,
)
from ledger.subjects.papers.scopes import Profile, cover, profile

_MEDICINES: Final = {"drug": "medicine", "veterinary_drug": "veterinary"}
_DEVICES: Final = frozenset({"device", "ivd"})


class Goods:
    """What of a product's file decides who may trade it.

    Attributes:
        permit: What it asks of traders: of devices by class `II` or `III`; `medicine`, `veterinary`; or None.
        profile: What scopes are compared with.
        comparable: Whether it has a code of either catalogue, or is a reagent.
        special: Whether it is under special state control.
        prescription: Whether who uses it gets it on a prescription only.
        professional: Whether no consumer may use it without a professional: implants, and what the file says.
        status: `suspended` or `discontinued`; None while it is on sale.
        ordinary: Whether nothing is to be asked of the goods themselves.
        sort: The same object for all goods of which buyers and our own side are asked the same.
        approved: The days on which its first approval was found in order, and the house that says so.
        judged: Whether they are goods whose traders need papers at all: devices and medicines.
        registrant: Holder of the registration, who may sell its own goods without permission.
    """

    __slots__ = (
        "approved",
        "comparable",
        "judged",
        "medicine",
        "ordinary",
        "permit",
        "prescription",
        "professional",
        "profile",
        "registrant",
        "sort",
        "special",
        "status",
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        kind = data.get("product_kind", "device")
        given = data.get("device_class") or class_told(data.get("registration_no", ""))
        self.judged = kind in _DEVICES or kind in _MEDICINES
        exempt = given == "II" and data.get("filing_exempt")
        classed = kind in _DEVICES and given in {"II", "III"} and not exempt
        self.permit: str | None = given if classed else _MEDICINES.get(kind)
        self.medicine = medicine_of(data) if kind in _MEDICINES else None
        control = self.medicine.control if self.medicine is not None else None
        self.prescription = bool(data.get("prescription")) or control in ON_PRESCRIPTION
        self.profile: Profile = profile(
            given, data.get("category_code"), data.get("category_code_2002"), kind == "ivd"
        )
        self.comparable = bool(self.profile.code or self.profile.old_code or self.profile.reagent)
        self.comparable |= self.medicine is not None and self.medicine.comparable
        special = data.get("special_control") or "special_control" in data.get("special_classes", ())
        self.special = bool(special) or control in NEVER_BY_RETAIL
        implanted = data.get("implantable") or "implanted" in data.get("special_classes", ())
        self.professional = bool(implanted) or data.get("self_use") is False
        self.status: str | None = data["status"] if data.get("status", "active") != "active" else None
        plain = not (self.special or self.professional or self.prescription)
        self.ordinary = plain and self.status is None and self.permit != "veterinary"
        self.registrant: str | None = data.get("registrant")
        self.sort = _sort(kind, self.profile, self.registrant, self.permit, self.medicine)
        self.approved: tuple[Any, tuple[str, str]] | None = None

    def within(self, scopes: Iterable[str]) -> bool | None:
        """Return whether scopes cover the goods; None where that cannot be told."""
        if self.medicine is not None:
            return within_medicines(scopes, self.medicine)
        return cover(scopes, self.profile)

    @property
    def category(self) -> Part | str:
        """What scopes are compared with, as people write it."""
        return self.profile.text if self.medicine is None else self.medicine.text


@lru_cache(maxsize=65536)
def _sort(
    _kind: str, _profile: Profile, _registrant: str | None, _permit: str | None, _medicine: Medicine | None
) -> object:
    return object()


def goods_of(product: Version) -> Goods:
    """Return what a product's version says of who may trade it; worked out once."""
    if product.memory is None:
        product.memory = (None, Goods(product.data))
    found: Goods = product.memory[1]
    return found
