"""Demands that were once found not to hold, each with the tests that try it now: file and test."""

from __future__ import annotations

from typing import Final

_LEDGER, _VIEWS, _STORIES = "tests/ledger", "tests/projections/answers", "tests/stories"
_BUYERS = f"{_LEDGER}/subjects/sales/test_buyer_rules.py"
_SALES = f"{_LEDGER}/subjects/sales/test_compliance_rules.py"
_SUPPLY = f"{_LEDGER}/subjects/supply/test_supply_rules.py"
_ORDERS = f"{_LEDGER}/subjects/repairs/test_repair_orders.py"
_COMPLAINTS = f"{_LEDGER}/subjects/complaints"
_RUNNING = f"{_LEDGER}/clocks/test_running.py"
_TABLES = f"{_LEDGER}/clocks/test_clock_tables.py"
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
    "G-02 implant to a private person": (f"{_SALES}::test_a_private_buyer_is_for_retail_only",),
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
    "L-08 L-09 working time": (f"{_TABLES}::test_the_table_of_the_clocks",),
    "L-08 K-06 nobody dispatched": (
        f"{_RUNNING}::test_arrival_by_zone_and_by_appointment",
        f"{_KPI}::test_response_arrival_repair_and_loaner_are_told_by_their_classes",
    ),
    "L-11 L-12 any fault": (f"{_TABLES}::test_the_table_has_a_line_for_every_clock_of_the_service_desk",),
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
