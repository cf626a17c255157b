"""Demands of the sources, each with the tests that try it: file and test, of a table of cases also the case.

`AUDITED` are those that were once found not to hold; `SHOWN` others that a trader meets every day.
"""

from __future__ import annotations

from typing import Final

_LEDGER, _VIEWS, _STORIES = "tests/ledger", "tests/projections/answers", "tests/stories"
_BUYERS = f"{_LEDGER}/subjects/sales/test_buyer_rules.py"
_SALES = f"{_LEDGER}/subjects/sales/test_compliance_rules.py"
_SUPPLY = f"{_LEDGER}/subjects/supply/test_supply_rules.py"
_ORDERS = f"{_LEDGER}/subjects/repairs/test_repair_orders.py"
_CASE = f"{_LEDGER}/subjects/returns/test_return_case"
_REPAIR = f"{_LEDGER}/subjects/repairs/test_repair"
_COMPLAINTS = f"{_LEDGER}/subjects/complaints"
_RUNNING = f"{_LEDGER}/clocks/test_running.py"
_TABLES = f"{_LEDGER}/clocks/test_clock_tables.py"
_CLOCKS = f"{_TABLES}::test_the_table_of_the_clocks"
_OWN_SIDE = f"{_LEDGER}/subjects/sales/test_own_side_rules.py"
_VISITS = f"{_VIEWS}/cases/test_visit_cycles.py"
_DUE = f"{_VIEWS}/cases/test_due_items.py"
_KPI = f"{_VIEWS}/indicators/test_kpi_results.py"
_KEPT = f"{_VIEWS}/retention/test_retention_items.py"
_SHEETS = f"{_STORIES}/test_story_sheets_as_typed.py"

AUDITED: Final[dict[str, tuple[str, ...]]] = {
    "R-01 price of a sale out of a consignment": (
        f"{_STORIES}/test_story_live_entry.py::test_a_price_told_when_use_is_confirmed_is_that_of_the_sale",
    ),
    "G-01 buyer without a paper": (
        f"{_BUYERS}::test_a_buyer_without_any_paper_that_entitles_is_refused_from_the_first_day",
    ),
    "G-01 paper typed late": (
        f"{_BUYERS}::test_a_paper_runs_by_its_own_dates_whenever_it_was_typed",
        f"{_BUYERS}::test_a_registered_paper_runs_by_its_own_dates_too",
    ),
    "G-01a filing of class II": (f"{_BUYERS}::test_the_filing_of_class_ii_stands_beside_the_licence",),
    "G-01a exempt from filing": (f"{_BUYERS}::test_class_ii_goods_that_are_exempt_from_the_filing",),
    "G-01a medicines": (
        (
            f"{_LEDGER}/subjects/sales/test_medicine_rules.py"
            "::test_a_buyer_of_medicines_needs_the_papers_for_medicines"
        ),
    ),
    "G-01a class left blank": (f"{_BUYERS}::test_a_blank_class_is_read_from_the_registration_number",),
    "G-02 implant to a private person": (
        f"{_STORIES}/test_story_audited.py::test_goods_for_professionals_reach_no_private_person_over_the_counter",
        f"{_SALES}::test_a_private_buyer_is_for_retail_only",
        f"{_OWN_SIDE}::test_goods_that_no_consumer_can_use_are_not_sold_by_retail",
    ),
    "R-08 one return over two sales": (
        f"{_STORIES}/test_story_returns_spread.py::test_a_return_of_more_than_any_sale_takes_the_oldest_first",
        f"{_STORIES}/test_story_returns_spread.py::test_live_entry_takes_a_return_apart_as_well",
    ),
    "G-18 approvals of a return": (
        f"{_LEDGER}/subjects/returns/test_return_rules.py::test_a_return_needs_two_approvals",
    ),
    "L-28 from the later approval": (f"{_RUNNING}::test_both_approvals_start_the_pick_up",),
    "R-77 destroyed return": (
        f"{_STORIES}/test_story_limits.py::test_a_return_is_destroyed_in_parts_and_no_more",
        f"{_STORIES}/test_story_limits.py::test_units_that_came_back_for_destruction_are_destroyed_one_by_one",
    ),
    "R-94 samples accounted for": (
        f"{_LEDGER}/deciding/test_cases.py::test_a_consignment_is_not_settled_with_goods_unaccounted_for",
    ),
    "gifts": (
        f"{_SALES}::test_what_is_given_away_is_marked_as_a_gift",
        f"{_SALES}::test_the_amount_is_quantity_times_price",
        f"{_VIEWS}/trade/test_three_way_matches.py::test_a_gift_owes_no_bill",
    ),
    "G-63 first receipt": (f"{_SUPPLY}::test_no_first_receipt_before_the_approval_either",),
    "G-62 supplier without papers": (
        f"{_SUPPLY}::test_papers_of_a_supplier_that_are_incomplete",
        f"{_SUPPLY}::test_nothing_is_bought_from_a_supplier_whose_kind_is_individual",
    ),
    "R-91 reading recorded at once": (
        (
            f"{_LEDGER}/subjects/stock/test_storage_rules.py"
            "::test_what_was_seen_is_recorded_at_once_and_owes_its_measures"
        ),
        f"{_DUE}::test_a_reading_out_of_range_owes_its_measures_until_they_are_told",
    ),
    "P-10 grave complaint assessed first": (
        f"{_COMPLAINTS}/test_complaint_orders.py::test_a_grave_complaint_may_be_assessed_before_it_is_handed_over",
    ),
    "G-47 founded complaint closed": (
        (
            f"{_COMPLAINTS}/test_complaint_answers.py"
            "::test_a_founded_quality_complaint_is_not_closed_before_it_is_signed_off_and_all_are_told"
        ),
        f"{_COMPLAINTS}/test_complaint_orders.py::test_what_follows_the_answer_comes_in_any_order",
    ),
    "L-01 K-04 first response": (
        (
            f"{_STORIES}/test_story_case_times.py"
            "::test_a_row_that_tells_no_time_of_a_stage_says_so_and_proves_nothing"
        ),
        f"{_LEDGER}/clocks/test_untold_times.py::test_a_complaint_is_responded_to_when_it_says_so",
    ),
    "L-02 urgency told by the assessment": (
        f"{_RUNNING}::test_urgency_told_later_chooses_another_limit_from_then_on",
    ),
    "L-08 L-09 working time": (
        f"{_STORIES}/test_story_audited.py::test_an_arrival_is_owed_from_the_call_whoever_is_sent",
        f"{_CLOCKS}[L-08 a call in the night counts from 08:30]",
        f"{_CLOCKS}[L-09 over Spring Festival: 1.5 h on Saturday 14 February, 5.5 h on the 24th]",
        f"{_CLOCKS}[L-09 from 16:00 on to 15:00 of the next working day, to the minute]",
        f"{_CLOCKS}[L-10 a special case told in time binds by no hours]",
    ),
    "L-08 K-06 nobody dispatched": (
        f"{_STORIES}/test_story_audited.py::test_an_arrival_is_owed_from_the_call_whoever_is_sent",
        f"{_CLOCKS}[L-08 nobody was sent: 1.5 h to 17:30, 1.5 h from 08:30]",
        f"{_RUNNING}::test_arrival_by_zone_and_by_appointment",
        f"{_KPI}::test_response_arrival_repair_and_loaner_are_told_by_their_classes",
    ),
    "L-11 L-12 any fault": (
        f"{_STORIES}/test_story_audited.py::test_a_loaner_is_owed_for_any_fault_and_may_come_early",
        f"{_CLOCKS}[L-11]",
        f"{_CLOCKS}[L-12 any fault]",
        f"{_CLOCKS}[L-12 of a minor fault]",
        f"{_CLOCKS}[L-12 lent in the third hour]",
    ),
    "R-58 loaner at take-back": (f"{_ORDERS}::test_a_loaner_is_handed_over_when_the_customer_needs_it",),
    "K-07 loaner within twelve hours": (
        f"{_KPI}::test_response_arrival_repair_and_loaner_are_told_by_their_classes",
    ),
    "P-07 brought to the counter": (f"{_ORDERS}::test_a_unit_that_is_brought_in_needs_no_visit",),
    "R-59 part after a loaner": (f"{_ORDERS}::test_a_part_is_used_after_a_loaner_was_handed_over",),
    "G-54 warranty out of the sale": (
        (
            f"{_LEDGER}/subjects/repairs/test_warranties_by_sale.py"
            "::test_eight_months_after_the_sale_the_unit_is_in_warranty"
        ),
    ),
    "R-55 end of the warranty shown": (
        (
            f"{_LEDGER}/subjects/repairs/test_warranties_by_sale.py"
            "::test_a_row_of_the_register_shows_its_end_and_goes_before_the_sale"
        ),
    ),
    "L-15 promise entered late": (
        f"{_STORIES}/test_story_audited.py::test_a_promise_entered_late_is_met_by_the_answers_own_time",
        f"{_CLOCKS}[L-15 the promise entered after the answer]",
        f"{_VIEWS}/complaints/test_feedback_entries.py::test_a_promise_that_ran_out_is_overdue",
    ),
    "L-24 visit, not telephone": (
        f"{_VISITS}::test_who_telephones_has_not_been_there",
        f"{_VISITS}::test_users_are_visited_every_half_year_once_they_are_known",
    ),
    "L-27 K-16 monthly call-backs": (
        f"{_VISITS}::test_every_unit_is_called_every_month",
        f"{_VISITS}::test_a_past_month_does_not_change_by_what_is_done_later",
    ),
    "R-74 clocks of medicines": (f"{_RUNNING}::test_reactions_to_medicines_have_clocks_of_their_own",),
    "R-114 R-115 L-33 veterinary filing": (
        f"{_DUE}::test_a_veterinary_drug_owes_a_filing_before_its_sale_and_a_notice",
        f"{_LEDGER}/subjects/sales/test_medicine_rules.py::test_a_sale_of_a_veterinary_drug_is_filed_before_it",
    ),
    "RT-01 RT-02 RT-03 retention": (
        f"{_KEPT}::test_a_service_life_without_a_production_date_never_shortens",
        f"{_KEPT}::test_implants_are_kept_for_ever",
        f"{_KEPT}::test_drugs_are_kept_for_five_years_and_vaccines_for_five_beyond_their_expiry",
    ),
    "forms as the sources print them": (
        f"{_SHEETS}::test_the_ten_sheets_of_the_sources_come_in_whole_and_again_as_duplicates",
        f"{_SHEETS}::test_an_unknown_name_is_asked_about_once_however_many_rows_carry_it",
    ),
    "grades of customers": (f"{_VISITS}::test_customers_are_visited_by_their_grade",),
    "report issued by nobody on the roster": (
        f"{_STORIES}/test_story_small_things.py::test_who_is_not_on_the_roster_is_told_how_to_issue_a_report",
    ),
}

SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "R-03 P-02 bill, ledger and goods": (
        f"{_VIEWS}/trade/test_three_way_matches.py::test_bill_record_and_goods_that_agree_match",
        f"{_VIEWS}/trade/test_three_way_matches.py::test_what_is_missing_or_differs_is_said",
    ),
    "R-04 papers as on the day of the sale": (
        f"{_STORIES}/test_story_findings_then_and_now.py::test_a_renewal_typed_late_cures_the_lapsed_licence",
        f"{_STORIES}/test_story_cold_chain_implant.py::test_the_sale_carries_what_was_true_on_its_day",
    ),
    "R-05 G-05 only what was accepted leaves": (
        f"{_LEDGER}/subjects/sales/test_compliance_rules.py::test_goods_without_an_accepted_receipt",
        f"{_LEDGER}/subjects/sales/test_compliance_rules.py::test_refused_goods_are_not_accepted_goods",
    ),
    "R-08 a return belongs to its sale": (
        f"{_STORIES}/test_story_taken_back.py::test_without_a_sale_number_the_oldest_line_is_taken",
        f"{_STORIES}/test_story_taken_back.py::test_returns_add_up_over_the_line",
    ),
    "R-10 P-04 notice out of a sale that is found": (
        f"{_CASE}_paths.py::test_a_notice_names_its_sale_and_no_more_than_is_out",
        f"{_CASE}_paths.py::test_a_refusal_says_who_refused_and_why",
    ),
    "R-11 cold goods come back on their papers": (
        f"{_CASE}_goods.py::test_refrigerated_goods_are_received_on_their_papers",
        f"{_CASE}_goods.py::test_a_reading_out_of_range_contradicts_good_papers",
    ),
    "R-12 receiving against the notice": (
        f"{_CASE}_goods.py::test_goods_are_received_as_the_notice_says",
        f"{_CASE}_goods.py::test_returned_goods_wait_in_a_return_area_that_fits_them",
    ),
    "R-13 only what passed is restocked": (
        f"{_CASE}_goods.py::test_an_inspection_is_complete",
        f"{_LEDGER}/subjects/returns/test_return_rules.py::test_only_what_passed_goes_back_to_stock",
    ),
    "R-14 cold-chain rejection": (
        f"{_CASE}_goods.py::test_a_broken_cold_chain_only_leads_to_rejection",
        f"{_CASE}_goods.py::test_a_rejection_is_recorded_and_reported",
    ),
    "R-17 P-05 refund first": (
        f"{_CASE}_ends.py::test_finance_verifies_the_amount",
        f"{_CASE}_paths.py::test_money_before_goods_then_the_goods",
    ),
    "R-20 adjudication": (
        f"{_CASE}_ends.py::test_only_the_person_named_rules",
        f"{_CASE}_ends.py::test_what_cannot_be_decided_is_appraised_or_ruled_on_first",
    ),
    "R-21 P-08 shortage of our own": (
        f"{_LEDGER}/deciding/test_cases.py::test_a_shortage_of_our_own_making_is_not_explained_away",
    ),
    "P-06 a recall waives the conditions": (
        f"{_CASE}_goods.py::test_a_recall_waives_everything_but_identity",
    ),
    "R-23 P-09 the complaint form": (
        f"{_STORIES}/test_story_complaints.py::test_a_complaint_from_the_call_to_the_closed_file",
    ),
    "P-12 a grave complaint first to the deputy": (
        (
            f"{_COMPLAINTS}/test_complaint_rules.py"
            "::test_a_grave_complaint_is_read_by_the_deputy_general_manager_first"
        ),
    ),
    "R-30 overdue is raised": (
        (
            f"{_STORIES}/test_story_obligations.py"
            "::test_what_is_overdue_is_raised_once_to_the_post_that_answers_for_it"
        ),
    ),
    "R-31 P-14 quality visits": (
        f"{_LEDGER}/subjects/repairs/test_visit_rules.py::test_a_form_is_final_once_it_is_approved",
        f"{_LEDGER}/subjects/repairs/test_visit_rules.py::test_nobody_approves_the_own_visit",
    ),
    "R-32 P-15 feedback is routed": (
        f"{_COMPLAINTS}/test_feedback_rules.py::test_feedback_that_is_sent_on_names_the_case_it_became",
        f"{_VIEWS}/complaints/test_feedback_entries.py::test_opinions_of_every_channel_are_listed_by_month",
    ),
    "R-44 register of calls": (
        f"{_VIEWS}/service/test_repair_calls.py::test_the_calls_of_a_day",
        f"{_VIEWS}/service/test_repair_calls.py::test_a_call_from_the_telephone_to_the_repair",
    ),
    "R-46 appointments": (
        f"{_REPAIR}_release.py::test_who_comes_late_has_agreed_on_it_beforehand",
        f"{_REPAIR}_release.py::test_the_customer_is_told_before_the_appointed_time",
    ),
    "R-47 R-49 service record": (
        f"{_VIEWS}/service/test_service_archives.py::test_what_was_done_stands_in_order",
    ),
    "R-51 the customer signs": (
        f"{_REPAIR}_release.py::test_the_customer_signs_or_it_is_recorded_why_not",
        f"{_REPAIR}_release.py::test_nothing_is_closed_without_a_signature",
    ),
    "R-53 P-24 inspected before it goes back": (
        f"{_REPAIR}_release.py::test_a_unit_that_failed_is_not_released",
        f"{_REPAIR}_release.py::test_what_came_from_the_factory_is_inspected",
    ),
    "R-57 charges": (
        f"{_REPAIR}_charges.py::test_a_paid_service_is_charged_from_the_standard",
        f"{_REPAIR}_charges.py::test_nothing_is_charged_for_what_the_warranty_covers",
    ),
    "R-58 what is lent": (
        f"{_REPAIR}_work.py::test_what_is_lent_to_one_is_not_lent_to_another",
        f"{_REPAIR}_work.py::test_nothing_is_closed_while_a_loaner_is_out",
    ),
    "R-60 P-26 visits by warranty": (
        f"{_VIEWS}/cases/test_visit_cycles.py::test_visits_by_the_state_of_the_warranty",
        f"{_VIEWS}/cases/test_visit_cycles.py::test_every_round_that_nobody_came_in_is_missed",
    ),
    "R-65 exchange": (
        f"{_VIEWS}/deliveries/test_distribution_lines.py::test_an_exchange_moves_the_serial",
        f"{_STORIES}/test_story_trace_hops.py::test_a_unit_is_followed_over_every_exchange",
    ),
    "R-70 customer file as of a day": (
        f"{_STORIES}/test_story_registers_in_time.py::test_a_version_with_a_business_time_counts_from_it",
        f"{_STORIES}/test_story_personal.py::test_personal_values_are_not_in_the_documents",
    ),
    "R-75 P-33 nonconforming goods": (
        f"{_LEDGER}/subjects/stock/test_storage_rules.py::test_nonconforming_goods_are_not_released",
        f"{_LEDGER}/subjects/stock/test_storage_rules.py::test_goods_are_disposed_of_as_quality_decided",
    ),
    "R-76 stop of sale": (
        f"{_LEDGER}/subjects/sales/test_blocking_rules.py::test_a_product_on_hold_is_not_sold",
        f"{_LEDGER}/subjects/sales/test_blocking_rules.py::test_a_hold_on_lots_or_units_leaves_the_others",
    ),
    "R-77 destruction is witnessed": (
        f"{_LEDGER}/subjects/stock/test_storage_rules.py::test_destruction_is_witnessed",
    ),
    "R-78 G-06 expiry": (
        f"{_VIEWS}/goods/test_expiry_items.py::test_goods_by_their_last_good_day",
        f"{_LEDGER}/subjects/sales/test_compliance_rules.py::test_goods_past_their_expiry",
    ),
    "R-79 P-34 veto": (
        f"{_LEDGER}/subjects/supply/test_supply_rules.py::test_a_vetoed_supplier_and_a_stopped_product",
        f"{_LEDGER}/subjects/supply/test_supply_rules.py::test_a_purchase_plan_that_was_vetoed",
        f"{_LEDGER}/subjects/sales/test_blocking_rules.py::test_a_vetoed_lot_is_not_sold",
    ),
    "R-80 P-32 T-04 recall": (
        f"{_STORIES}/test_story_recall.py::test_a_recall_of_level_one_from_notice_to_closing",
        "tests/replay/recalls/test_recall_board.py::test_the_board_adds_up_and_counts_what_a_pencil_counts",
        "tests/replay/recalls/test_recall_board.py::test_nothing_in_scope_is_sold_live_after_the_opening",
    ),
    "R-89 P-39 acceptance": (
        f"{_LEDGER}/subjects/supply/test_supply_rules.py::test_no_more_is_accepted_than_arrived",
        f"{_LEDGER}/subjects/supply/test_supply_rules.py::test_accepted_against_the_verdict",
    ),
    "R-92 P-41 re-check before shipping": (
        f"{_LEDGER}/subjects/dispatch/test_dispatch_rules.py::test_nothing_is_shipped_unchecked",
        f"{_LEDGER}/subjects/dispatch/test_dispatch_rules.py::test_passed_although_a_point_failed",
    ),
    "R-113 disinfection": (
        (
            f"{_STORIES}/test_story_sheets_as_typed.py"
            "::test_the_disinfection_record_of_a_fitting_house_comes_in_by_its_own_title"
        ),
    ),
    "P-35 adverse events": (
        f"{_LEDGER}/subjects/vigilance/test_adverse_events.py::test_an_event_goes_its_whole_way",
        f"{_LEDGER}/subjects/vigilance/test_adverse_events.py::test_what_the_law_wants_reported_is_reported",
    ),
    "T-10 S-01 was it sold by us": (
        f"{_CASE}_paths.py::test_the_unit_finds_its_sale",
        f"{_CASE}_paths.py::test_what_was_not_sold_here_is_only_declined",
    ),
    "T-11 back to the receipt": (
        f"{_STORIES}/test_story_cold_chain_implant.py::test_the_trace_of_the_lot_tells_the_whole_story",
    ),
    "T-14 repeated faults": (
        (
            f"{_VIEWS}/service/test_fault_summaries.py"
            "::test_the_same_fault_of_a_unit_or_a_lot_within_ninety_days_is_a_repeat"
        ),
    ),
    "T-08 an inspector's pack": (f"{_STORIES}/test_story_inspection.py::test_an_inspectors_morning",),
    "M-32 a scan that contradicts its line": (
        f"{_LEDGER}/subjects/papers/test_carriers.py::test_a_cell_that_contradicts_its_scan",
        f"{_LEDGER}/subjects/papers/test_carriers.py::test_a_scan_fills_the_cells_that_its_line_leaves_blank",
    ),
    "M-150 goods that are let": (
        f"{_LEDGER}/subjects/sales/test_own_side_rules.py::test_goods_are_let_under_a_contract_of_letting",
    ),
}
