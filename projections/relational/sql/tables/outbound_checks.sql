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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('outbound_checks', '出库复核记录', '医疗器械出库复核记录表', '出库记录', '出库单', '出库质量复核记录')
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
        WHERE one ->> '$.table' = 'outbound_checks'
    ), (SELECT unnest(['customer_name']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'outbound_checked' AND position <= $known
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
        document ->> '$.data.outbound_no' AS "outbound_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.outbound_on' AS "outbound_on",
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.sale_line' AS BIGINT) AS "sale_line",
        document ->> '$.data.consignment_no' AS "consignment_no",
        document ->> '$.data.repair_no' AS "repair_no",
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
        document ->> '$.data.dosage_form' AS "dosage_form",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.expiry_text' AS "expiry_text",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.location_code' AS "location_code",
        CAST(CAST(document ->> '$.data.packaging_ok' AS BOOLEAN) AS BIGINT) AS "packaging_ok",
        CAST(CAST(document ->> '$.data.label_ok' AS BOOLEAN) AS BIGINT) AS "label_ok",
        CAST(CAST(document ->> '$.data.validity_ok' AS BOOLEAN) AS BIGINT) AS "validity_ok",
        document ->> '$.data.inspection_verdict' AS "inspection_verdict",
        document ->> '$.data.report_no' AS "report_no",
        document ->> '$.data.check_result' AS "check_result",
        document ->> '$.data.finding' AS "finding",
        document ->> '$.data.quality_told_at' AS "quality_told_at",
        document ->> '$.data.checker' AS "checker",
        document ->> '$.data.delivery_note_no' AS "delivery_note_no",
        CAST(CAST(document ->> '$.data.stamped' AS BOOLEAN) AS BIGINT) AS "stamped",
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
ORDER BY "outbound_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
