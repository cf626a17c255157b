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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('quality_trackings', '质量跟踪记录', '医疗器械质量跟踪记录表', '植入及特殊医疗器械质量跟踪记录')
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
        WHERE one ->> '$.table' = 'quality_trackings'
    ), (SELECT unnest(['customer_name']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'quality_tracked' AND position <= $known
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
        document ->> '$.data.tracking_no' AS "tracking_no",
        document ->> '$.data.tracked_on' AS "tracked_on",
        document ->> '$.data.tracking_method' AS "tracking_method",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.sale_line' AS BIGINT) AS "sale_line",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.quantity' AS "quantity",
        CASE WHEN json_exists(document, '$.data.recipient_key') THEN told.position || ':recipient_key' END AS "recipient_key",
        document ->> '$.data.used_on' AS "used_on",
        document ->> '$.data.usage_situation' AS "usage_situation",
        document ->> '$.data.quality_status' AS "quality_status",
        document ->> '$.data.problem' AS "problem",
        document ->> '$.data.measures' AS "measures",
        document ->> '$.data.adverse_event_no' AS "adverse_event_no",
        document ->> '$.data.complaint_no' AS "complaint_no",
        document ->> '$.data.next_due_on' AS "next_due_on",
        document ->> '$.data.handler' AS "handler"
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
ORDER BY "tracking_no" NULLS FIRST, "position" NULLS FIRST
