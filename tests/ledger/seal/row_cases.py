"""Ways of tampering with the rows of the log.

Each case states all findings that must come of it, no more and no less, as (kind, position).
"""

from tests.ledger.seal.tampering import case, scenario

# --- changed


@case(("changed", 300))
def one_byte_of_a_document(hand):
    hand.change(300)


@case(("changed", 1))
def the_first_document(hand):
    hand.write_document(1, hand.document(1).replace(b"C1", b"C9"))


@case(("changed", 590))
def a_document_behind_the_last_full_tile(hand):
    hand.change(590)


@case(("changed", 600))
def the_last_document(hand):
    hand.change(600)


@scenario(("changed", 300))
def a_document_and_its_leaf(hand):
    hand.change(300, leaf=True)


@scenario(("changed", 257))
def a_document_its_leaf_and_the_hash_in_the_tile(hand):
    """The tile's own root still tells that one of its 256 events was changed."""
    hand.change(300, leaf=True, tile=True)


@scenario(("changed", 201))
def a_document_and_every_hash_of_it(hand):
    """Only the signed roots tell: 200 events agree, 512 do not."""
    hand.change(300, leaf=True, tile=True, root=True)


@scenario(("changed", 513))
def a_document_in_the_open_tile_and_its_leaf(hand):
    hand.change(590, leaf=True)


@case(("changed", 300))
def a_leaf(hand):
    hand.run("UPDATE events SET leaf = ? WHERE position = 300", b"\1" * 32)


@case(("changed", 590))
def a_leaf_in_the_open_tile(hand):
    hand.run("UPDATE events SET leaf = ? WHERE position = 590", b"\1" * 32)


@scenario(("changed", 300), ("changed", 400), ("changed", 590))
def three_documents(hand):
    for position in (300, 400, 590):
        hand.change(position)


@scenario(("changed", 300))
def neighbouring_documents(hand):
    """Neighbours are one finding that names them all."""
    for position in range(300, 311):
        hand.change(position)


@case(("changed", 300))
def a_document_that_is_no_json_any_more(hand):
    hand.write_document(300, b"\xff\x00 no document")


@case(("changed", 300))
def a_document_that_is_empty(hand):
    hand.write_document(300, b"")


@case(("changed", 300))
def the_position_in_a_document(hand):
    hand.write_document(300, hand.document(300).replace(b'"position":300', b'"position":301'))


@case(("changed", 300))
def the_column_type(hand):
    hand.run("UPDATE events SET type = 'goods_returned' WHERE position = 300")


@case(("changed", 300))
def the_column_event_id(hand):
    hand.run("UPDATE events SET event_id = 'another' WHERE position = 300")


@case(("changed", 300))
def the_column_event_time(hand):
    hand.run("UPDATE events SET event_time = '2020-01-01T00:00:00.000000Z' WHERE position = 300")


@case(("changed", 300))
def the_column_record_time(hand):
    hand.run("UPDATE events SET record_time = '2020-01-01T00:00:00.000000Z' WHERE position = 300")


# --- missing


@case(("missing", 1))
def the_first_row_deleted(hand):
    hand.delete(1, 1)


@case(("missing", 300))
def a_row_deleted(hand):
    hand.delete(300, 300)


@scenario(("missing", 300))
def a_row_deleted_with_its_traces(hand):
    hand.delete(300, 300, traces=True)


@scenario(("missing", 300))
def many_rows_deleted(hand):
    hand.delete(300, 550)


@scenario(("missing", 590))
def a_row_behind_the_last_full_tile_deleted(hand):
    hand.delete(590, 590, traces=True)


@scenario(("missing", 300), ("missing", 400))
def two_rows_deleted(hand):
    hand.delete(300, 300)
    hand.delete(400, 400)


@scenario(("missing", 300))
def a_row_deleted_and_the_rest_renumbered(hand):
    hand.delete(300, 300)
    hand.shift(301, -1)


@scenario(("missing", 590))
def rows_deleted_near_the_end_and_the_rest_renumbered(hand):
    hand.delete(590, 592, traces=True)
    hand.shift(593, -3)


# --- inserted


@case(("inserted", 601))
def a_copy_of_a_row_at_the_end(hand):
    hand.insert(601, hand.document(300), event_id="forged")


@case(("inserted", 601))
def a_copy_of_the_last_row_at_the_end(hand):
    hand.insert(601, hand.document(600), event_id="forged", tags=True)


@scenario(("inserted", 601))
def rows_at_the_end_with_wrong_leaves(hand):
    for position in (601, 602, 603):
        hand.insert(position, hand.forged(600, position), leaf=b"\2" * 32)


@case(("inserted", 601))
def a_row_at_the_end_without_tags(hand):
    hand.insert(601, hand.forged(600, 601))


@case(("inserted", 601))
def a_row_at_the_end_dated_back(hand):
    early = "2020-01-01T00:00:00.000000Z"
    hand.insert(601, hand.forged(600, 601, record_time=early), tags=True)


@case(("inserted", 601))
def a_row_at_the_end_that_is_no_document(hand):
    hand.insert(601, hand.forged(600, 601))
    hand.run("UPDATE events SET document = ? WHERE position = 601", b"?")


@case(("inserted", 5000))
def a_row_far_behind_the_end(hand):
    hand.insert(5000, hand.document(300), event_id="forged")


@case(("inserted", 0))
def a_row_in_front_of_the_first(hand):
    hand.insert(0, hand.forged(600, 0))


@scenario(("inserted", 300))
def a_row_in_the_middle_the_rest_renumbered(hand):
    hand.shift(300, 1)
    hand.insert(300, hand.forged(600, 300))


@scenario(("inserted", 599))
def a_row_near_the_end_the_rest_renumbered(hand):
    hand.shift(599, 1)
    hand.insert(599, hand.forged(600, 599))


# --- reordered


@scenario(("reordered", 300))
def two_rows_swapped(hand):
    hand.swap(300, 301)


@scenario(("reordered", 10))
def two_distant_rows_swapped(hand):
    hand.swap(10, 590)


@scenario(("reordered", 599))
def the_last_two_rows_swapped(hand):
    hand.swap(599, 600)


@scenario(("reordered", 300))
def the_contents_of_two_rows_swapped(hand):
    hand.swap_contents(300, 400)


@scenario(("reordered", 300))
def the_documents_of_two_rows_swapped(hand):
    one, other = hand.document(300), hand.document(400)
    hand.write_document(300, other)
    hand.write_document(400, one)


@scenario(("reordered", 300))
def two_rows_swapped_with_their_tags(hand):
    hand.swap(300, 400)
    for before, after in ((300, -7), (400, 300), (-7, 400)):
        hand.run("UPDATE events_tags SET position = ? WHERE position = ?", after, before)


@scenario(("reordered", 10), ("reordered", 300))
def two_pairs_swapped(hand):
    hand.swap(10, 12)
    hand.swap(300, 301)


@scenario(("reordered", 300))
def a_row_moved_further_back(hand):
    hand.run("UPDATE events SET position = -7 WHERE position = 300")
    for position in range(301, 311):
        hand.run("UPDATE events SET position = ? WHERE position = ?", position - 1, position)
    hand.run("UPDATE events SET position = 310 WHERE position = -7")


# --- replaced by a copy


@case(("changed", 300))
def a_row_replaced_by_a_copy_of_another(hand):
    hand.write_document(300, hand.document(301), leaf=True)


# --- truncated


@scenario(("truncated", 551))
def the_tail_cut_off(hand):
    hand.delete(551, 600)


@scenario(("truncated", 551))
def the_tail_cut_off_with_its_traces(hand):
    """The checkpoints of the database still say more."""
    hand.delete(551, 600, traces=True)


@scenario(("truncated", 401))
def the_tail_cut_off_within_a_full_tile(hand):
    hand.delete(401, 600, traces=True)
    hand.run("DELETE FROM checkpoints WHERE size > 400")


@scenario(("truncated", 551))
def the_tail_cut_off_and_its_checkpoints(hand):
    """The index of tags still leads further."""
    hand.delete(551, 600)
    hand.run("DELETE FROM checkpoints WHERE size > 551")


@scenario(("truncated", 1))
def everything_deleted(hand):
    hand.delete(1, 600)
