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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('part_movements', '备件工具收发记录', '备件、配件、零部件配套库', '备品', '维修材料', '备件台账')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'part_moved' AND position <= $known
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
        document ->> '$.data.movement_no' AS "movement_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.moved_on' AS "moved_on",
        document ->> '$.data.movement_kind' AS "movement_kind",
        document ->> '$.data.part_code' AS "part_code",
        document ->> '$.data.part_name' AS "part_name",
        document ->> '$.data.part_kind' AS "part_kind",
        document ->> '$.data.specification' AS "specification",
        CASE WHEN contains(CAST(document -> '$.data.fits_products' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.fits_products' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.fits_products' AS VARCHAR) END AS "fits_products",
        document ->> '$.data.part_lot' AS "part_lot",
        document ->> '$.data.part_serial' AS "part_serial",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.unit_price' AS "unit_price",
        document ->> '$.data.repair_no' AS "repair_no",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.technician' AS "technician",
        document ->> '$.data.storekeeper' AS "storekeeper",
        document ->> '$.data.location_code' AS "location_code",
        document ->> '$.data.remark_reason' AS "remark_reason"
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
ORDER BY "movement_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
