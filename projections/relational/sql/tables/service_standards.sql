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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('service_standards', '售后服务标准', '售后服务计划', '售后服务方案', '服务政策', '产品维修的费用标准', '质量标准和指标')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'service_standard_set' AND position <= $known
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
        document ->> '$.data.standard_no' AS "standard_no",
        document ->> '$.data.name' AS "name",
        document ->> '$.data.standard_kind' AS "standard_kind",
        document ->> '$.data.service_kind' AS "service_kind",
        document ->> '$.data.channel' AS "channel",
        document ->> '$.data.zone' AS "zone",
        document ->> '$.data.territory' AS "territory",
        document ->> '$.data.fault_weight' AS "fault_weight",
        document ->> '$.data.customer_class' AS "customer_class",
        document ->> '$.data.customer_grade' AS "customer_grade",
        document ->> '$.data.clock_id' AS "clock_id",
        CAST(document ->> '$.data.priority' AS BIGINT) AS "priority",
        document ->> '$.data.start_event' AS "start_event",
        document ->> '$.data.stop_event' AS "stop_event",
        document ->> '$.data.limit_value' AS "limit_value",
        document ->> '$.data.limit_unit' AS "limit_unit",
        document ->> '$.data.calendar' AS "calendar",
        document ->> '$.data.exceptions' AS "exceptions",
        document ->> '$.data.fee_item' AS "fee_item",
        document ->> '$.data.fee_amount' AS "fee_amount",
        document ->> '$.data.service_class' AS "service_class",
        document ->> '$.data.threshold' AS "threshold",
        document ->> '$.data.content' AS "content",
        document ->> '$.data.approver' AS "approver",
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
                later."standard_no" = happened."standard_no"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "standard_no" NULLS FIRST, "position" NULLS FIRST
