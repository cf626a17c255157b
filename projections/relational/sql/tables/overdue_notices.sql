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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('overdue_notices', '逾期反应记录', '处理逾期反应', '逾期通知')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'overdue_notice_raised' AND position <= $known
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
        document ->> '$.data.overdue_notice_no' AS "overdue_notice_no",
        document ->> '$.data.subject_table' AS "subject_table",
        document ->> '$.data.subject_no' AS "subject_no",
        document ->> '$.data.stage_event' AS "stage_event",
        document ->> '$.data.clock_id' AS "clock_id",
        document ->> '$.data.started_at' AS "started_at",
        document ->> '$.data.due_at' AS "due_at",
        document ->> '$.data.raised_at' AS "raised_at",
        document ->> '$.data.hours_late' AS "hours_late",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.owner' AS "owner",
        document ->> '$.data.addressed_to' AS "addressed_to",
        document ->> '$.data.reaction' AS "reaction",
        document ->> '$.data.reason' AS "reason",
        document ->> '$.data.acknowledged_by' AS "acknowledged_by"
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
ORDER BY "overdue_notice_no" NULLS FIRST, "position" NULLS FIRST
