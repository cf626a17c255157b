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
from ledger.merkle.tree import leaf_hash
from projections.engine.store import parked
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
    "veterinary_sale_filed.1": "b2b7ac62e3d64b00a2325fe31159654008452f12623c5e2ab4707a3b03979a1e",
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
    "return_requested.1": "a6bb3475eced60a6e8a7354b2bd9a4a4c57d6b284ff4874effb7045af1bde104",
    "return_origin_matched.1": "0ac986579cb612692a21523e3449dbecac96626405c890fb9dd62e702701ee07",
    "return_not_accepted.1": "e52865c10717cb0fa91a7a79e6f8fbfd2ecea75859593668c16e0fed105b7c29",
    "return_notice_issued.1": "e342b45f89ae9b1b5a6c9c825305881b1f3c1919db4959e6d65482cf2f9f8c73",
    "return_business_approved.1": "94de61fac4ef79a932d93532979ec382c68fad6a440eb030295c710db6df4165",
    "return_quality_approved.1": "f59c15037ebbe0418295580223c6c231db0bda7058f1cc3f6e0ab3ea617ff0bd",
    "return_refused.1": "d257645bff111abe27fb1558adb8cbd3e4ad1874194802c343564ac96a8b4c5f",
    "return_pickup_arranged.1": "486b54725c103e2c74f5e6fa221624937c996e64a1af9038300182823d3f91e1",
    "return_cold_evidence_filed.1": "43643b62960a1464f1b796240bf0df58fa3c7d1700f140a2ffc87d2c5752ed5d",
    "return_goods_rejected.1": "9fdf01f04e7ead97bc6732f682cf012a82d2d66af274c428b1a400cc0e3d6389",
    "return_goods_received.1": "fed3f6bf2c388e6c5ebb84d3ed9d850c67b9e9c5bfd92db349ab7168f02d7927",
    "return_inspected.1": "5dec10350e37fa2cc44bce82746d6fdd81dc892f25412477c3c802a701ffe984",
    "return_appraisal_requested.1": "891b3086565268a65b427fe5e389a63f9b3fdc2183b20cb658ec6013dedf2d3e",
    "return_appraised.1": "62abcda18a60665a08319344aa170668dd77e025600f2ed64e7e0ac50a4902c3",
    "return_ruling_requested.1": "1b4c16123428133de7bb53b0c3b295df1740d90826f70989a3758a360d02643d",
    "return_ruled.1": "3862ffec46684f4c1ab9acf20574974a610f1134fec1bc236b1f5bbfa5ec5840",
    "return_disposition_decided.1": "2c26484fab2a0784a56ecd3505d0cd5631e5c710979ed6314120facdbdaf7a84",
    "return_completed.1": "ffcae0c6b4f27621d07e134a6eb9b0ec629f2e343bd3df1cea5c66041c6eec00",
    "return_refund_requested.1": "1d53f5adcf84bb5c21205c7e272e6c6c951095a538fe2c29dd9f3d3fa201f85e",
    "return_refund_verified.1": "b4f99e1e537086731183d1a71a57592103c4916ec4633cd39576dd0b9ac0d3b2",
    "return_refunded.1": "0857d5d2449f37fabe7b5cb1076545c76f85ac036dfc13814a749eeca1b0db1f",
    "return_case_closed.1": "c0e6e560dd1e77a0efc94ef3248bdccd24a64fe23ee92e939fba0fd70946e031",
    "complaint_received.1": "380ca298d3cb05a87c5e740032ba7afdc1fba632a08dd00608dada6cebebe7fd",
    "complaint_assessed.1": "0e884ea62cf594916cba3178dcce56919dcc0005a5e54466f6d19a281b5e5faa",
    "complaint_transferred.1": "04d6bb7bb516ac44f15bc5e7b679a2406c38a4e6196a0e02527011e8a1b43cfc",
    "complaint_grave_approved.1": "427f5b56ed6f17ee6e0bdc3d3e9dc18dc769a47dd9b75c061fad77de0750d31f",
    "complaint_accepted.1": "59e80a0d77ce99b03d010476868b3e53a77560d2aee0c7994ffbc72fd7cba139",
    "complaint_service_ordered.1": "8fc2cddc35c350408f6427aeab8eb0006e2574978d1e22627d836b30e6efa006",
    "complaint_site_examined.1": "45c27bdde8cf3ca5535bbee713b635c6cd9c6e1d4b63770c84d73823efcc55b9",
    "complaint_investigated.1": "4a6a433d2de816bd969337ef00fcc446091f2d3c3ea2dd73a001ff92da63088d",
    "complaint_reported.1": "f9f532ad3195f5dd084d9947f1e0e28d2690ab0abc0104de79331dc3ad80623e",
    "complaint_attributed.1": "a5b9f092584619473bcc886261832c47df9e8ca29d37392188be2837133cff29",
    "complaint_analysed.1": "bbe00f27d79e7b751251802fad46b7ef5a6df0926a4ab39fd6075d328d20ae02",
    "complaint_decided.1": "60f498a2b14b25ff61bc840c337430a5d6897dcdea2463a5826e70d916eb363a",
    "complaint_parties_notified.1": "a68fc38180e2704eb40d9c13ba6cc53fc59a3ef93a315c5563c4e97ddd4e14f9",
    "complaint_signed_off.1": "553df0051914fcf724ab496e0118f0e7fd6efb83b94e71005aa98c44c21e1938",
    "complaint_answered.1": "84690503c36475975167e4e8d8ac15a14061445fd1527e27ae470dd82f1af4af",
    "complaint_objected.1": "77630731e057fa455dfbe336bac37bd3a07071a01d9f13300189f9688dacc974",
    "complaint_tracked.1": "1bc85a9602b9093e658da2611538579d1a57ad550e5a1d2ae57e74c94099b853",
    "complaint_closed.1": "2a9b52b9bc7b7a56fbdd5aa8a5dccc7e7d63237f0eb0990734f1fb7b52237015",
    "complaint_reopened.1": "27717644c6174f52aad3b08a37e89a353dc618dfc3b9f1a1552daa02d14f7429",
    "petition_raised.1": "9b06fa83f81006c6b0d0a6a0693e6f445ef4aad61214523fa0e0886a9f39413e",
    "petition_decided.1": "c889bc3a004db219e13fbbbc91190cae31a5b01c2aa3e65cc78c641f772def20",
    "repair_requested.1": "405e2a9f2b5c8b4a7c3571ce7aff0d4d8037f00d69b5fe419002f584770c5090",
    "repair_responded.1": "0f6cb17f83df8992e71f6453949fdcdbae37132ca057aad0863f70dff38f0e87",
    "repair_plan_agreed.1": "bea48c7b4967f27138cb4fd2c6c987f1ce1e2522b3e04738af1e444a17ef3461",
    "repair_dispatched.1": "1f21ea5fc99a2bcded83a0ee858944e25b3c53997e58a366969bf565e02a8e56",
    "repair_rescheduled.1": "1e0ea466b80377186b623b5e64bebf9d75982e9db5c01a832ef7990003e09664",
    "repair_arrived.1": "154cc6782d72e305c62fcfc1df88ba42e9b82d07eabc22e58adc26a9230f371a",
    "repair_taken_back.1": "7698cfee43133760d8a884a5e9cd9a04253075e81230f7005c74d33e4a8a9c39",
    "repair_diagnosed.1": "14ce2dc3173d2484cfddebac0202f21757dee74967e01960d9c40507bc0b0d8d",
    "repair_escalated.1": "fd64a2901dc670deff11e29553f19b810dc93e678291ec97d523597a2561fb32",
    "repair_loaner_issued.1": "7853f8399628b03bf8cd209ba5735da4e86fd89d6277367d61419c3a0e828192",
    "repair_sent_to_factory.1": "e63007b08dec621cc5b2bf76da74a60df60147b1beced91671365d1a39c0dc9a",
    "repair_received_from_factory.1": "7f0760db2e1e8bc19a76b6d7fc2996c7c2a441a7b6172021f3949f5d1926cef7",
    "repair_part_used.1": "f6e850939edceac8edf07ca7129cbc19b865172410e367a81e30f73fa3260495",
    "repair_repaired.1": "ba877620618b8822863feb12b9880365e4ff202c6c1e59f317ec9b570b712357",
    "repair_inspected.1": "578e7a2e565de82ee10a300e577c00568f9ad73942ffa2df85f6686a9bf75e75",
    "repair_rereleased.1": "4fd8761c663948ab5ac5f4e7216c083601a12633fe773fd370ee892a784e9f66",
    "repair_returned_to_customer.1": "ce8f4e485a6bb70eb34f1b1948cf0e184ba608369f3d7cbd2358e26a9fd16251",
    "repair_customer_confirmed.1": "8921cf3b54b81ce52fa9711b3bcee0fa89fecffea6f6be746318b156225fcdc6",
    "repair_loaner_returned.1": "6950102ae09e3ad564fabf696a9f3bb2ad509de8c02c9c447c444af9c00000ff",
    "repair_charged.1": "9c2df9ea819ca10218bc74d8bc8bcafe1244bd460e526d8e78fd15a0387eb266",
    "repair_followed_up.1": "0701cecda34009d53a982b2e4513d5d6bdd22f6810a12f90ce3a921aa049e221",
    "repair_closed.1": "0c12009cfa803b947564fad0faecd24db95eaf91c5ea138f1aa04211196a4530",
    "work_reported.1": "9a6efd96cff444832d45c283a67c4cc47642d3a770d755a43d2f4eee77df31bb",
    "work_report_reviewed.1": "136d0d73ababd9ee01153028167213803f1cccb492432c4b37a986eb0c91392d",
    "supplier_contacted.1": "ac489d1eae043b02b009f9557390bfd3b657e2453483b3cf52bec12f8550dde8",
    "supplier_answered.1": "64dced3697e6e0d99121aed450c827c485701a752f1713f1c0d72054bbe40a53",
    "supplier_contact_closed.1": "12d1784009cba0da008c20f352025c62615434b625f9c309207bd9ff83ccdd10",
    "adverse_event_received.1": "86eedf10effb774619641d80174e7b671d490e9c5a7dd9f23dec98409706652c",
    "adverse_event_forwarded.1": "93af345d9feb682b6b6b9d02cb7964059eb157b9f66064b67a5922b913f1e01a",
    "adverse_event_assessed.1": "56edf3d9fe51e5313a1a1b137fb9825f414230a749be031e42491539aff9ec84",
    "adverse_event_registrant_told.1": "1daee5a6919f938e8b453e17f5541a1afe3045dca14b272ebf037462a274fe84",
    "adverse_event_cluster_reported.1": "d509a36e0c7f002fd72edd0067a6e603b87ca8ec6d5a40332d75c2e7381cb535",
    "adverse_event_reported.1": "9404121e3c5b9edd07fe37f891ae3c5b43eaa4aa720c7899a5b79eb0e07b413c",
    "adverse_event_investigated.1": "5f8c4d91756183411561c1ad2ca91cb82cf5450625bae23da78252f0b3790f09",
    "adverse_event_followed_up.1": "586872301ca13e32af89f1060e0c011ef1442f4c77a1f10bd9c956ccbd2ffaac",
    "adverse_event_closed.1": "45289321b88251e5aab806b103994fde0814a3af1486a6fb51bb21d234e6fd88",
    "capa_opened.1": "85d6c0d27f0651071c895719d8bff8092a3705d55782432f7f5e32fcd59210c5",
    "capa_cause_analysed.1": "26143df3af5010cfa5280e0a03376b7e4d99bcb130fc1ff9b660f9edb1497578",
    "capa_planned.1": "fbca262655fc51154b5b7e1c3d6be6c65cda5f9d080100b6269fee1d427f20eb",
    "capa_implemented.1": "03f4608f9e943d30aca35c60d95b9e2772fa6d6498932795d53dca47b45fb870",
    "capa_verified.1": "7065b79eb3848c95411f85a5c741adc2414d45ce3e734d958d7309063b1b2b79",
    "capa_closed.1": "22f5c7da1fdbbf9b3e4c80d650c209677afce69b287a9622dfe6f0cf40931abe",
    "feedback_received.1": "bbde41149e6789b3cd477e4017d3010f775d8b6bcebac41a09e195d1c220de26",
    "feedback_routed.1": "51aa16989f185273d4c9d73693bf73f48fd2d0db57ff6066892d6f27ca4ff4fa",
    "feedback_reply_promised.1": "f851c53c36a80a9ac148ade7cee026cfddf2ac83a39a622d66cedd5ae9eabb23",
    "feedback_answered.1": "0620fdbafe03e37a0221e1fe2442292918880c628f9058fd5b4523742bc1d35d",
    "feedback_closed.1": "15e42b62325b17d6bc88532ba8a720d2348d8c6cb2ec64961ccca58884fad2bd",
    "visit_planned.1": "e269cdae59820eed2987a9aa2c89db007e1a58638f2f82e4bab8a93e1d676c8b",
    "visit_made.1": "17a49085a4a965e16a10d023dd9285e38675c0f4097b0316cb2bbc2b1bde165e",
    "visit_approved.1": "563ecfcff951e6e6a5d60f5fe564637ec2ebd1de3c7694a7b29ded19b7c682e3",
    "visit_opinion_handled.1": "d4cb65dcbb4eac1120d1d560ddbe3d45b905f3dc4eace584a6dc91f03c71ace1",
    "survey_issued.1": "7563f08ba0f59cea18714a6371ae31b8f8343bb6534e35906d82fc6a25d4c460",
    "survey_answered.1": "73d08d596e964bd455eda5bd512ff2aca6dd4cb2b08d9e00d930594f960d6c60",
    "survey_followed_up.1": "3198357a5349ccc9beeb34b8d5d637910d624ead78c863dfd1af86d3375c60b5",
    "pack_level_registered.1": "4ab8066409ee0710abe6cf63f9f5a1cebe0ba99b256862689cc3144f24881c4e",
    "recall_opened.1": "8cbd0344a9f0639ead02bfc85647449e3197d20e96702c164c24ce3926a6cd7a",
    "recall_stop_sale_placed.1": "708179230e3f83bcb91b7c966cb74bd9a0217eb21ef5e5440134868900601994",
    "recall_scope_set.1": "40d9ae2facdbf07f81de4617d0d9632197243dd32a38b772f200353b5ad09077",
    "recall_authority_reported.1": "abbbe6eeacd79483add4b1d951c1b95d043a90ea0be045311a1e178a7d2f4281",
    "recall_notice_sent.1": "d6eaa5b39b52b9982cb6a8c2ca8730efe3a8253c6677a526cac2f6585fa64efb",
    "recall_response_received.1": "c88c5c78437efe15b9231b65af600852cfd84884d744f3e701638edf5376eb54",
    "recall_goods_recovered.1": "67a531e035d423fb79b818d05dae379e6efb27c8efc84952682d14d38dfed5f8",
    "recall_goods_disposed.1": "b7ead62ea96922d0a165ddee63d81a38a9667f6b316586908704ef50c5f3140e",
    "recall_effectiveness_checked.1": "5b9f5c340c0f072c7ae14aef0cef01dcf4472032581a0eafd18f82c52e1f7165",
    "recall_progress_reported.1": "eb68181af89583d51afa96ccddbbe3f1ac7c07f46e0fa82e6f1a9da54dee25e9",
    "recall_summarised.1": "159456ee2b591156cef2eb2bcd0ef904ef2fd9e9e3e0522bffca282f1f652776",
    "recall_closed.1": "d2da360ffe96353b8710790d6d6f32d849af8cbbc21d8038dcb885d981be6ab5",
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
