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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('disposals', '退供、报损与销毁记录', '销毁记录', '报损记录', '购进退出记录', '不合格品销毁记录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_disposed' AND position <= $known
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
        document ->> '$.data.disposal_no' AS "disposal_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.disposal_kind' AS "disposal_kind",
        document ->> '$.data.disposed_on' AS "disposed_on",
        document ->> '$.data.nonconformity_no' AS "nonconformity_no",
        document ->> '$.data.return_no' AS "return_no",
        document ->> '$.data.recall_no' AS "recall_no",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.reason' AS "reason",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.supplier_name' AS "supplier_name",
        document ->> '$.data.purchase_no' AS "purchase_no",
        document ->> '$.data.place' AS "place",
        document ->> '$.data.method' AS "method",
        document ->> '$.data.decided_by' AS "decided_by",
        document ->> '$.data.done_by' AS "done_by",
        CASE WHEN contains(CAST(document -> '$.data.witnesses' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.witnesses' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.witnesses' AS VARCHAR) END AS "witnesses",
        CAST(CAST(document ->> '$.data.authority_present' AS BOOLEAN) AS BIGINT) AS "authority_present",
        document ->> '$.data.contractor' AS "contractor",
        document ->> '$.data.waybill_no' AS "waybill_no",
        document ->> '$.data.amount' AS "amount",
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
ORDER BY "disposal_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
