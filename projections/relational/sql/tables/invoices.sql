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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('invoices', '票据记录', '合法票据', '销售票据', '发票登记', '购药凭证')
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
        WHERE one ->> '$.table' = 'invoices'
    ), (SELECT unnest(['customer_name']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'invoice_issued' AND position <= $known
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
        document ->> '$.data.invoice_no' AS "invoice_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.invoice_kind' AS "invoice_kind",
        document ->> '$.data.invoice_direction' AS "invoice_direction",
        document ->> '$.data.issued_on' AS "issued_on",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.supplier_name' AS "supplier_name",
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.sale_line' AS BIGINT) AS "sale_line",
        document ->> '$.data.purchase_no' AS "purchase_no",
        document ->> '$.data.repair_no' AS "repair_no",
        document ->> '$.data.return_no' AS "return_no",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.unit_price' AS "unit_price",
        document ->> '$.data.amount' AS "amount",
        document ->> '$.data.tax_amount' AS "tax_amount",
        document ->> '$.data.red_of' AS "red_of",
        document ->> '$.data.invoice_clerk' AS "invoice_clerk",
        document ->> '$.data.paid_on' AS "paid_on",
        document ->> '$.data.paid_amount' AS "paid_amount",
        document ->> '$.data.payee' AS "payee",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos"
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
ORDER BY "invoice_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
