-- made by python -m projections.relational.golden: do not edit
WITH voids AS (
    SELECT position, min(void) AS voided_position, arg_min(void_time, void) AS voided_at
    FROM (
        SELECT
            position AS void, record_time AS void_time,
            unnest(CAST(CAST(decode(document) AS JSON) -> '$.struck' AS BIGINT[])) AS position
        FROM events
        WHERE
            type = 'record_voided'
            AND position <= $known
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('contracts', '合同与协议登记', '销售合同', '采购合同', '质量保证协议', '商品保养合同书', '合同书', '合同台账')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'contract_registered' AND position <= $known
),
recorded AS (
    SELECT
        told.position AS position,
        CASE WHEN coalesce(list_contains(CAST(document -> '$.filled' AS VARCHAR[]), 'event_time'), false) THEN record_time ELSE event_time END AS event_time,
        record_time AS record_time,
        document ->> '$.recorded_by' AS recorded_by,
        document ->> '$.source' AS source,
        document ->> '$.note' AS note,
        document ->> '$.replaces' AS replaces,
        voids.voided_at AS voided_at,
        voids.voided_position AS voided_position,
        document ->> '$.data.contract_no' AS "contract_no",
        document ->> '$.data.contract_kind' AS "contract_kind",
        document ->> '$.data.order_no' AS "order_no",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.party_name' AS "party_name",
        document ->> '$.data.signed_on' AS "signed_on",
        document ->> '$.data.valid_from' AS "valid_from",
        document ->> '$.data.valid_until' AS "valid_until",
        CASE WHEN contains(CAST(document -> '$.data.contract_lines' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.contract_lines' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.contract_lines' AS VARCHAR) END AS "contract_lines",
        document ->> '$.data.amount' AS "amount",
        document ->> '$.data.quality_clauses' AS "quality_clauses",
        document ->> '$.data.quality_standard' AS "quality_standard",
        document ->> '$.data.quality_duties' AS "quality_duties",
        document ->> '$.data.after_sales_duties' AS "after_sales_duties",
        document ->> '$.data.repair_clause' AS "repair_clause",
        document ->> '$.data.transport_clauses' AS "transport_clauses",
        CAST(document ->> '$.data.warranty_months' AS BIGINT) AS "warranty_months",
        document ->> '$.data.warranty_scope' AS "warranty_scope",
        document ->> '$.data.payment_terms' AS "payment_terms",
        document ->> '$.data.template_no' AS "template_no",
        document ->> '$.data.drafted_by' AS "drafted_by",
        document ->> '$.data.reviewer' AS "reviewer",
        document ->> '$.data.approver' AS "approver",
        document ->> '$.data.approved_on' AS "approved_on",
        document ->> '$.data.status' AS "status",
        document ->> '$.data.filing_place' AS "filing_place",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos"
    FROM told
    LEFT JOIN voids ON told.position = voids.position
),
happened AS (
    SELECT *
    FROM recorded
    WHERE CAST($at AS VARCHAR) IS NULL OR event_time IS NULL OR event_time <= $at
)
SELECT *
FROM happened
WHERE
    CAST($voided AS BOOLEAN)
    OR (
        voided_position IS NULL
        AND NOT EXISTS (
            SELECT 1
            FROM happened AS later
            WHERE
                later."contract_no" = happened."contract_no"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "contract_no" NULLS FIRST, "position" NULLS FIRST
