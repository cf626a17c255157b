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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('locations', '库区库位登记', '库房分区表', '色标管理')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'location_registered' AND position <= $known
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
        document ->> '$.data.location_code' AS "location_code",
        document ->> '$.data.warehouse' AS "warehouse",
        document ->> '$.data.name' AS "name",
        document ->> '$.data.zone_kind' AS "zone_kind",
        document ->> '$.data.zone_colour' AS "zone_colour",
        document ->> '$.data.storage_conditions' AS "storage_conditions",
        document ->> '$.data.temperature_min' AS "temperature_min",
        document ->> '$.data.temperature_max' AS "temperature_max",
        document ->> '$.data.humidity_min' AS "humidity_min",
        document ->> '$.data.humidity_max' AS "humidity_max",
        document ->> '$.data.equipment_code' AS "equipment_code",
        document ->> '$.data.storage_keeper' AS "storage_keeper",
        document ->> '$.data.effective_from' AS "effective_from",
        document ->> '$.data.effective_until' AS "effective_until"
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
WHERE
    CAST($voided AS BOOLEAN)
    OR (
        voided_position IS NULL
        AND NOT EXISTS (
            SELECT 1
            FROM happened AS later
            WHERE
                later."location_code" = happened."location_code"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "location_code" NULLS FIRST, "position" NULLS FIRST
