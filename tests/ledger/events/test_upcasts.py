"""Stored events of every shape that ever was: never edited, and still understood.

A golden file holds the stored bytes of one event. Its leaf hash is written down here, so that an edited file
is noticed. A new shape gets a new file and a new line; what is here stays.
"""

from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.errors import CorruptionError
from ledger.events import catalogue, upcasts
from ledger.events.upcasts import current, shape, upcast
from ledger.seal.tree import leaf_hash
from projections.store import parked
from replay.scratch import scratch

GOLDEN = Path(__file__).parents[2] / "golden" / "events"
LEAVES = {
    "product_registered.1": "20b7babd7579b8dc8633a6f9fad259851522aa98aed89faadda54c611c60a398",
    "customer_registered.1": "12fef9de030b489812d0ed555a5d8b207175f3ad315d23d6030081b6e365a869",
    "supplier_registered.1": "8ae11566409de5ac82fe0cd54846a29a34ae8b5480b5d91d806e7c0bbbd0bdb1",
    "staff_registered.1": "20f1421056157b5d15d34a2c6b3d3e32316ebde70a790f79428bc3f08b0242fa",
    "goods_received.1": "b02ccd7c0b77080a7493a9184cf0c55fc3741748f14fbee6a8a46bf897b6d8fe",
    "goods_sold.1": "48e46a354cc0796d560938881abab60f588f5900013ce0b5fd8bb0c2749c86dc",
    "goods_returned.1": "603a7d4dc112be0de351da15d7cda8458b0d6e6677d3111681be0a16b7319fee",
    "record_voided.1": "820dd60ff981c5884fd0620e025652edee869a13ed3c700373b0182649ed28c4",
    "licence_registered.1": "60810bc0f5e14b0a6526c4790d705d2086a38605b86a3e4d7e6599e729917a6f",
    "authorisation_registered.1": "33cc08eb7f24accc363f9b75491672519efa9c72752582c02860d13496555799",
    "post_registered.1": "69887b21de1f57bcb88652ef13cee9b467db561794da2e489d17349f68b74e42",
    "company_registered.1": "d5e043667956a2801b7e873811f2be94fbf755ac4bbeb7c03b14d5703e44955d",
    "location_registered.1": "94b9b49760a5ab6a2ae91ae83e73752ff9947a6f6d096d50dc1fda89fac609df",
    "equipment_registered.1": "2b9daee3aacaa73039ad8c323e18441ccf41e63e955938eac539ac1c96ab5109",
    "contract_registered.1": "6ca019f7ff62129aff5f3469fc2eb073b7d491e3cf7081b4c51ce375e7d2b887",
    "warranty_registered.1": "9608d9bb68f7e16fb19d9a1c5a6d792e7e16b0a7c23ef50e8a427253eb97d922",
    "document_registered.1": "dd2cc97beb306ae3bcd2e45d64c15965d0a2f54277d1b92267538daa3244871b",
    "service_standard_set.1": "bf0500ae202935787bffc239c30258124994512bc70c0fdb96efd5fee33e6f01",
    "training_planned.1": "f307742b6c7c2ec047ce60aa9b96d4268e67e5a415c234f9f0a83b5d90c90c88",
    "rule_set.1": "31620037258b6cc9374d53ce51538b45dd38e1a84214b26a1d6a3b4b1640abf2",
    "goods_purchased.1": "3eaeb71ba8f7fea0f798e0af9962b99b3d5701349a34181226ac2708b9b2f7f8",
    "goods_put_away.1": "54d3a206819558dfdf7c97713576e059a24ee7459465fa9dab683f0539354d4d",
    "inspection_report_filed.1": "a64f92b1eae1fa21c2e0077cab134d4b7438bb9234731066398cfc70e4b08974",
    "stock_checked.1": "aa8f9c63ec3171789987248f17d1b9dc43b26701c21e4dbd6f46de4b154b0dcd",
    "temperature_recorded.1": "3cf49125f7e2c7bce0629c9a6a6003bd2c6aec43eafaa5f3b5b8b6b6982777c7",
    "stock_counted.1": "df3126286b153f8dedc5352a675114397d18c43335b86907b23c5f23f2f2e73d",
    "outbound_checked.1": "d33061c81a7e862222026bed53dbcb78509592f04e98eb268781fcbd0da15097",
    "goods_shipped.1": "8e9f94654a28c31ba8ee723f1ea537b66b7a38c94ecf41f206a69661af85492c",
    "invoice_issued.1": "8b5060c1f371e3c2c8a4c886d0af516e63d6b8bb9cad664bd73d6ad87491f9a2",
    "unit_exchanged.1": "c22360c19150b9e2a01e217b684c2f5f19fdbe45a554424eedbbdf0a25e137a2",
    "goods_disposed.1": "2f2e086b20bd8d143d6575e27ddee23d63f72db85ff7df89c364ebd0bcc9c2c0",
    "letter_registered.1": "fc0f05925a2d4f88a4b72429040eeb4adba7e78f81c1116a8490b0cfb639d3dd",
    "quality_tracked.1": "0db70791640bec922f78a0ac09cb1703ca15521ee5c25d2ca2cc988bffbc5e86",
    "service_performed.1": "5a54a92191f9674a87f60af4adaa670ed71cc7bc4123446b7f4c1f33164c45aa",
    "part_moved.1": "0d237aee86298b761bb08758a1739c00947fbab17489553c4cf64fe5ad5fa2f3",
    "meeting_held.1": "c2a72cf7e75682e7bf3db8d4f6c219444d3c7e6970b80faeaedc8c1b93b2a0a3",
    "partner_assessed.1": "79f5fe26f554db66d3b780117059350cffcdbc773eedc9261aa876475b7af7fc",
    "staff_trained.1": "92135f120f17ec7a12faaa04448663ce8c24bf80a061fc9c2f381767acd0811b",
    "health_checked.1": "9e72eb077a5edeae3d99ada78ceceea83080e17b3a62e88dbc7a4be878a3e875",
    "voucher_filed.1": "14bd79ba3e6f0adf2aa223b8194bba82328aa2577fefb800cead385652cf3e92",
    "equipment_serviced.1": "a45916b4e0508bdd83188e5e394047862eeaa1808af65ce5f0d015d32c8d2e59",
    "overdue_notice_raised.1": "0842aa5342c5afa53c27b0086c7a34a99e00fc0e87b603c7c4557bac760eab97",
    "report_issued.1": "63e1ff5acf01669164a72d2e19c93aa00b38642c91f04741456bac7ac5839fbf",
    "command_refused.1": "92337b872885bdae3664df83bf67bb115bd3f4a2a9a03ddd389e400a6f6b06ae",
    "match_explained.1": "3a2f8c243cf279d334126215dacbc2f1a2225b43beb584f661cf7218d75f5bc6",
    "records_disposed.1": "56637ffd66d560ca5ffafa6f191d92bbfefb3de5ff5eeaa2b46e8b190aa8ec4f",
    "finding_assigned.1": "1bbd4efad8f2c455c4c9952103fff32405f39ba0a732f5f7eeb20386275e5dd0",
    "finding_resolved.1": "7d09f0d1ac9de3d16c277741ccf15ca4237f2c5086a5712491302c703f2f9284",
    "goods_consigned_out.1": "d0588c7379be93324e4ea57a0ab3e54d6bb5e791c4e50dc189b8b01d4ed65a61",
    "consignment_use_confirmed.1": "ca3a56cca0e3339cccad5c722f50a6d58632bcb4646a47dd6306622cfc454c80",
    "consignment_unused_returned.1": "3933f084a21896d103928bff74a8308e4092e791cccd4943ca3ee38301488ec4",
    "consignment_closed.1": "8aedfdd9e6878d3d374637556562e62ae6c96693efa2dce9c0d8013b2a777114",
    "discrepancy_reported.1": "6fd8cba92072c8d5f3e12b495e14655eb93d9eb500f974d628f425d8f664cac3",
    "discrepancy_investigated.1": "e39945afb07f003ee2a588eda5211872c85d11bca8ffb251c839542f791305d3",
    "discrepancy_replenished.1": "120ee6f194c1a04444f65b931a49fcc8e7cc7c419476687594da5c2941d201b3",
    "discrepancy_explained.1": "458503114e8598b2bead2793ebaa26eefcd45f4a3a404a22033b34a680540a90",
    "discrepancy_closed.1": "35d77efa804c3b4dbb9339fc587325f8cc91623bfcfaff190fab7a68112e583e",
    "hold_placed.1": "ec3f8b09e4927edc1ee8eaaaed6ed5128f2b931d27edf8cfb55244d81ee975b9",
    "hold_parties_notified.1": "52f46e77a17d13895bcf4c3f6892d891f95b76c4ab5e7e35d5bccd82f4637dbc",
    "hold_reported.1": "bba6307d552d50c6ad93ac9729a7b2cee07ba61b7dc915ce05152029545524ec",
    "hold_released.1": "60f27d8fef5e482dc05b8763da54996f17f5dd159defd73fd0831d7f34c0e297",
    "veto_issued.1": "163dceba9e1c687d803a043a955e82a3680b3cadae3b6da6e4a25e6ea89d4a45",
    "veto_acknowledged.1": "eb4fe20a45692e1c93b48ce79b9af0e5a2c3d0fa483f8a1a33e7c84e1792f86e",
    "veto_lifted.1": "50f5fe259d9fbf597901eca66e503a6413fe228e7a9e41e1223f0248c80ed16a",
    "nonconformity_found.1": "bbc758e41f83ed96a3dba679cc8f38d907d5c8a4000fe82c4d80b9e273492420",
    "nonconformity_confirmed.1": "2a18d8cd140803f2d3ed409ae59d2987ee8d89400e3fef8887fa3bc5c3949e2b",
    "nonconformity_decided.1": "3f7d137330ee43c72537a363b10d6394fd86a0a03fefc2c5673a1489e3064dd6",
    "nonconformity_disposed.1": "6144165f5b9d5aa5adf7b301fb67ae57ece760336e4b478e4beb4d61891d2d66",
    "nonconformity_closed.1": "3544bc4bc1581cdfab09b6ece4d1482413c1eb19259d77ce363ab67ef505dfd8",
    "first_approval_requested.1": "b0e0e707eb62dc6950ef80b11be05746c3d22705c45934fc8d647d97a6cfcb1d",
    "first_approval_reviewed.1": "3bd19b0e183cc61664755222f1fccaf55e4fb0867f88745bf300c40b48fe8124",
    "first_approval_site_visited.1": "9e51ff642bc9d2e5e621a1f10ce9e91804c31802f79aafd001bf17ed696b7156",
    "first_approval_granted.1": "b974cccb82833ec2f0b7f03861a7a840743433d30f56510cde19bb94a29e64c2",
    "first_approval_rejected.1": "7dfa0ce465a019e8a0e4236fdf27a0eb7405eb653a224a42f592607e08ba630f",
    "rule_check_made.1": "8ae6bb592e7d1f78220c09c5ae9dcb493fc82d69b6a09dbd0d15b89f3e94551c",
    "rule_check_rectified.1": "5a7bb2c75b67fd87b8294032640579f949e0a4eb605c63571653bbe8308710f6",
    "rule_check_rechecked.1": "a07fac3adcfc81c0f740bb8e457fe3ecac5a8564803161c753e083046ce696b0",
    "self_inspection_made.1": "86e711c58dd72216791c280aab213dea88f651cb99c86fe2c1a16b8a2cfc1be2",
    "self_inspection_approved.1": "58f3d41b8a1187b16a5e068e032bd88184475de2403f55b93b075b308544c22e",
    "self_inspection_submitted.1": "8942699f5eda9a9e0ee4dacab3bc06e1ce913f87beb172e232bad8a02af34457",
    "authority_inspection_recorded.1": "981ecca6d68142297f5a67fcde0745ca3daac60bc50d1018c09635801a7a13ad",
    "authority_rectification_reported.1": "73075d05328dc2f418706a3e80e52e08f438eefd135363672dcce6cf1f80db6e",
    "authority_inspection_closed.1": "55df840d034001f0e3f08d966e75858318e70c494ce10798bdcc8877948060ea",
    "incident_reported.1": "4b07a9b13270402c07c91c04e5f314214f0bfeafdd370861571c7b3940832663",
    "incident_investigated.1": "8bce91414e18cdd5f88c4ae9d488e5a853b9c193e1512c5ae75edb0c25cea321",
    "incident_decided.1": "7b6828e4d6ffc95897123d48d3477e7bc8096fa1f4a1bea4094515deb2fee1f6",
    "incident_closed.1": "db5c586da3587f7ed5c4f09759ef844408ee1c83da5b449fd0b780c2a62f29d8",
}


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes()


def renamed(document: dict[str, Any]) -> dict[str, Any]:
    """Shape 1 to 2: `price` became `unit_price`."""
    data = dict(document["data"])
    data["unit_price"] = data.pop("price")
    return document | {"data": data}


def split(document: dict[str, Any]) -> dict[str, Any]:
    """Shape 2 to 3: the lot that held a serial, too, is split."""
    lot, _, serial = document["data"]["lot"].partition("/")
    return document | {"data": document["data"] | {"lot": lot, "serial": serial}}


STEPS = {("goods_sold", 1): renamed, ("goods_sold", 2): split}
OLD = {"type": "goods_sold", "position": 7, "data": {"price": "2.5", "lot": "L1/SN1"}}


def test_there_is_a_golden_file_for_every_type_and_shape_and_no_other():
    stored = {
        f"{event_type}.{number}"
        for event_type in catalogue.EVENT_TYPES
        for number in range(1, shape(event_type) + 1)
    }
    assert {path.stem for path in GOLDEN.glob("*.json")} == stored == set(LEAVES)


@pytest.mark.parametrize("name", LEAVES)
def test_a_golden_document_is_the_very_bytes_that_were_stored(name: str):
    document = golden(name)
    assert leaf_hash(document).hex() == LEAVES[name]
    assert orjson.dumps(orjson.loads(document), option=orjson.OPT_SORT_KEYS) == document


@pytest.mark.parametrize("name", LEAVES)
def test_a_golden_document_fits_the_declaration_of_today(name: str):
    """No column that was ever stored may go without an upcast."""
    document = upcast(orjson.loads(golden(name)))
    table = catalogue.table_of(document["type"])
    assert document["data"].keys() <= catalogue.event_class(document["type"]).model_fields.keys()
    personal = {key for key, value in document["data"].items() if isinstance(value, dict)}
    assert personal == {key for key in document["data"] if table.by_key[key].personal}


def test_the_golden_documents_of_all_shapes_project():
    documents = sorted((orjson.loads(golden(name))["position"], golden(name)) for name in LEAVES)
    with scratch([documents]) as connection:
        assert parked(connection) == []
        for key in catalogue.TABLE_KEYS:
            rows = connection.exec_driver_sql(f"SELECT count(*) FROM {key}").scalar_one()
            assert rows == len(catalogue.table(key).stages or [key])
        rows = connection.exec_driver_sql("SELECT position, sale_no, voided_position FROM sales").all()
    assert rows == [(6, "XS-20260501-001", 8)]


def test_what_was_never_changed_is_read_as_it_is():
    batch = [dict(OLD)]
    assert current(batch) is batch
    assert upcasts.UPCASTS == {}, "with the first one, test it on its golden file as well"


def test_an_old_shape_is_brought_up_step_by_step():
    [found] = current([OLD], STEPS)
    assert found["data"] == {"unit_price": "2.5", "lot": "L1", "serial": "SN1"}
    assert found["shape"] == 3
    assert OLD["data"] == {"price": "2.5", "lot": "L1/SN1"}, "the document itself is not edited"


def test_a_later_shape_starts_from_where_it_is():
    document = {"type": "goods_sold", "shape": 2, "data": {"unit_price": "1", "lot": "L1/SN1"}}
    assert upcast(document, STEPS)["data"] == {"unit_price": "1", "lot": "L1", "serial": "SN1"}
    newest = {"type": "goods_sold", "shape": 3, "data": {"lot": "L1/SN1"}}
    assert upcast(newest, STEPS) == newest


def test_only_its_own_type_is_brought_up():
    other = {"type": "goods_received", "data": {"price": "1"}}
    assert current([other, OLD], STEPS)[0] == other
    assert (shape("goods_sold", STEPS), shape("goods_received", STEPS)) == (3, 1)


@pytest.mark.parametrize("number", [0, 4, "2", None])
def test_a_shape_that_this_program_does_not_know_is_refused(number: Any):
    with pytest.raises(CorruptionError) as caught:
        current([OLD | {"shape": number}], STEPS)
    assert caught.value.reason.message("en") == (
        f"Reading event 7 of the log: expected goods_sold in a shape up to 3, got shape {number}."
    )


def test_a_newer_shape_is_noticed_though_nothing_is_registered():
    with pytest.raises(CorruptionError):
        current([OLD | {"shape": 2}])
