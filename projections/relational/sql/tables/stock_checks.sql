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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('stock_checks', '在库检查记录', '医疗器械产品养护记录表', '养护记录', '卫生检查记录', '陈列检查记录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'stock_checked' AND position <= $known
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
        document ->> '$.data.stock_check_no' AS "stock_check_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.checked_on' AS "checked_on",
        document ->> '$.data.check_kind' AS "check_kind",
        document ->> '$.data.location_code' AS "location_code",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.quantity' AS "quantity",
        CAST(CAST(document ->> '$.data.appearance_ok' AS BOOLEAN) AS BIGINT) AS "appearance_ok",
        CAST(CAST(document ->> '$.data.packaging_ok' AS BOOLEAN) AS BIGINT) AS "packaging_ok",
        CAST(CAST(document ->> '$.data.validity_ok' AS BOOLEAN) AS BIGINT) AS "validity_ok",
        CASE WHEN contains(CAST(document -> '$.data.protections' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.protections' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.protections' AS VARCHAR) END AS "protections",
        document ->> '$.data.hygiene_note' AS "hygiene_note",
        document ->> '$.data.storage_note' AS "storage_note",
        CAST(CAST(document ->> '$.data.monitoring_ok' AS BOOLEAN) AS BIGINT) AS "monitoring_ok",
        document ->> '$.data.finding' AS "finding",
        document ->> '$.data.conclusion' AS "conclusion",
        document ->> '$.data.measures' AS "measures",
        document ->> '$.data.hold_no' AS "hold_no",
        document ->> '$.data.checker' AS "checker"
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
ORDER BY "stock_check_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
