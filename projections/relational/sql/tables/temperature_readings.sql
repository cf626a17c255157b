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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('temperature_readings', '温湿度记录', '库房温湿度记录表', '仓库温湿度记录', '冷链产品运输过程温度记录', '各库区温湿度记录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'temperature_recorded' AND position <= $known
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
        document ->> '$.data.reading_no' AS "reading_no",
        document ->> '$.data.read_at' AS "read_at",
        document ->> '$.data.place_kind' AS "place_kind",
        document ->> '$.data.location_code' AS "location_code",
        document ->> '$.data.equipment_code' AS "equipment_code",
        document ->> '$.data.vehicle_no' AS "vehicle_no",
        document ->> '$.data.shipment_no' AS "shipment_no",
        document ->> '$.data.return_case_no' AS "return_case_no",
        document ->> '$.data.temperature' AS "temperature",
        document ->> '$.data.humidity' AS "humidity",
        document ->> '$.data.light' AS "light",
        document ->> '$.data.temperature_min' AS "temperature_min",
        document ->> '$.data.temperature_max' AS "temperature_max",
        document ->> '$.data.humidity_min' AS "humidity_min",
        document ->> '$.data.humidity_max' AS "humidity_max",
        CAST(CAST(document ->> '$.data.out_of_range' AS BOOLEAN) AS BIGINT) AS "out_of_range",
        document ->> '$.data.excursion_reason' AS "excursion_reason",
        document ->> '$.data.measures' AS "measures",
        document ->> '$.data.measures_for' AS "measures_for",
        document ->> '$.data.recorder' AS "recorder"
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
ORDER BY "reading_no" NULLS FIRST, "position" NULLS FIRST
