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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('returns', '退货记录', '医疗器械退货记录表', '售后退回记录', '销售退回记录', '退货单据', '药品的记录')
    )
    GROUP BY position
),
erased AS (
    SELECT CAST(position AS BIGINT) AS position, list(DISTINCT field) AS fields
    FROM (
        SELECT unnest(CAST(one -> '$.positions' AS BIGINT[])) AS position, one -> '$.fields' AS fields
        FROM (
            SELECT unnest(list_concat(
                CAST(CAST(decode(document) AS JSON) -> '$.data.erased' AS JSON[]),
                CAST(CAST(decode(document) AS JSON) -> '$.data.shown' AS JSON[])
            )) AS one
            FROM events
            WHERE type = 'personal_erased'
        )
        WHERE one ->> '$.table' = 'returns'
    ), (SELECT unnest(['customer_name']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_returned' AND position <= $known
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
        document ->> '$.data.return_no' AS "return_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.return_case_no' AS "return_case_no",
        document ->> '$.data.return_kind' AS "return_kind",
        document ->> '$.data.returned_on' AS "returned_on",
        document ->> '$.data.outbound_no' AS "outbound_no",
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.sale_line' AS BIGINT) AS "sale_line",
        document ->> '$.data.consignment_no' AS "consignment_no",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.registrant' AS "registrant",
        document ->> '$.data.contract_manufacturer' AS "contract_manufacturer",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.manufacturer' AS "manufacturer",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.supplier_name' AS "supplier_name",
        document ->> '$.data.transport_conditions' AS "transport_conditions",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.expiry_text' AS "expiry_text",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.reason' AS "reason",
        document ->> '$.data.quality_status' AS "quality_status",
        document ->> '$.data.inspector' AS "inspector",
        document ->> '$.data.inspected_on' AS "inspected_on",
        document ->> '$.data.nonconformity' AS "nonconformity",
        document ->> '$.data.measures' AS "measures",
        document ->> '$.data.disposition' AS "disposition",
        document ->> '$.data.location_code' AS "location_code",
        document ->> '$.data.receiver' AS "receiver",
        document ->> '$.data.business_approver' AS "business_approver",
        document ->> '$.data.quality_approver' AS "quality_approver",
        document ->> '$.data.temperature_statement' AS "temperature_statement",
        document ->> '$.data.temperature_record' AS "temperature_record",
        document ->> '$.data.recall_no' AS "recall_no",
        document ->> '$.data.complaint_no' AS "complaint_no",
        document ->> '$.data.refund_amount' AS "refund_amount",
        document ->> '$.data.compensation' AS "compensation",
        document ->> '$.data.report_no' AS "report_no",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos",
        document ->> '$.data.pack_quantity' AS "pack_quantity",
        document ->> '$.data.pack_unit' AS "pack_unit"
    FROM told
    LEFT JOIN voids ON told.position = voids.position
    LEFT JOIN erased ON told.position = erased.position
),
happened AS (
    SELECT *
    FROM recorded
    WHERE CAST($at AS VARCHAR) IS NULL OR event_time IS NULL OR event_time <= $at
)
SELECT *
FROM happened
WHERE CAST($voided AS BOOLEAN) OR voided_position IS NULL
ORDER BY "return_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
