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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('putaways', '入库记录', '医疗器械入库记录', '入库单', '移库记录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_put_away' AND position <= $known
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
        document ->> '$.data.putaway_no' AS "putaway_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.putaway_on' AS "putaway_on",
        document ->> '$.data.putaway_kind' AS "putaway_kind",
        document ->> '$.data.receipt_no' AS "receipt_no",
        document ->> '$.data.return_no' AS "return_no",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.registrant' AS "registrant",
        document ->> '$.data.contract_manufacturer' AS "contract_manufacturer",
        document ->> '$.data.production_licence_no' AS "production_licence_no",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.expiry_text' AS "expiry_text",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.location_code' AS "location_code",
        document ->> '$.data.from_location' AS "from_location",
        document ->> '$.data.quality_status' AS "quality_status",
        document ->> '$.data.storekeeper' AS "storekeeper",
        document ->> '$.data.reason' AS "reason",
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
ORDER BY "putaway_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
