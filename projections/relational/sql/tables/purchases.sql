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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('purchases', '采购记录', '医疗器械采购记录', '购进记录', '购货记录', '采购订单')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_purchased' AND position <= $known
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
        document ->> '$.data.purchase_no' AS "purchase_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.purchased_on' AS "purchased_on",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.supplier_name' AS "supplier_name",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.registrant' AS "registrant",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.manufacturer' AS "manufacturer",
        document ->> '$.data.dosage_form' AS "dosage_form",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.unit_price' AS "unit_price",
        document ->> '$.data.amount' AS "amount",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.contract_no' AS "contract_no",
        document ->> '$.data.invoice_no' AS "invoice_no",
        document ->> '$.data.purchaser' AS "purchaser",
        document ->> '$.data.expected_on' AS "expected_on",
        CAST(CAST(document ->> '$.data.drop_shipment' AS BOOLEAN) AS BIGINT) AS "drop_shipment",
        document ->> '$.data.drop_shipment_reason' AS "drop_shipment_reason",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.purchase_plan_no' AS "purchase_plan_no",
        document ->> '$.data.approval_no' AS "approval_no",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos",
        document ->> '$.data.pack_quantity' AS "pack_quantity",
        document ->> '$.data.pack_unit' AS "pack_unit"
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
WHERE CAST($voided AS BOOLEAN) OR voided_position IS NULL
ORDER BY "purchase_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
