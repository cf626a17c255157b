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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('exchanges', '换货记录', '更换记录', '调换记录', '保换记录')
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
        WHERE one ->> '$.table' = 'exchanges'
    ), (SELECT unnest(['customer_name']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'unit_exchanged' AND position <= $known
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
        document ->> '$.data.exchange_no' AS "exchange_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.exchanged_on' AS "exchanged_on",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.sale_line' AS BIGINT) AS "sale_line",
        document ->> '$.data.return_no' AS "return_no",
        document ->> '$.data.complaint_no' AS "complaint_no",
        document ->> '$.data.repair_no' AS "repair_no",
        document ->> '$.data.recall_no' AS "recall_no",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.replacement_product_code' AS "replacement_product_code",
        document ->> '$.data.replacement_lot' AS "replacement_lot",
        document ->> '$.data.replacement_serial' AS "replacement_serial",
        document ->> '$.data.replacement_expiry_date' AS "replacement_expiry_date",
        document ->> '$.data.replacement_outbound_no' AS "replacement_outbound_no",
        document ->> '$.data.reason' AS "reason",
        document ->> '$.data.warranty_until' AS "warranty_until",
        CAST(CAST(document ->> '$.data.customer_signed' AS BOOLEAN) AS BIGINT) AS "customer_signed",
        document ->> '$.data.handler' AS "handler",
        document ->> '$.data.approver' AS "approver",
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
ORDER BY "exchange_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
