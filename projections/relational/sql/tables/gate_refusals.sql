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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('gate_refusals', '业务拦截记录', '系统拦截日志')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'command_refused' AND position <= $known
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
        document ->> '$.data.refusal_no' AS "refusal_no",
        document ->> '$.data.refused_at' AS "refused_at",
        document ->> '$.data.rule_key' AS "rule_key",
        document ->> '$.data.command' AS "command",
        document ->> '$.data.subject_table' AS "subject_table",
        document ->> '$.data.subject_no' AS "subject_no",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.staff_code' AS "staff_code",
        document ->> '$.data.reason' AS "reason",
        document ->> '$.data.facts_found' AS "facts_found",
        document ->> '$.data.severity_kind' AS "severity_kind",
        document ->> '$.data.overridden_by' AS "overridden_by",
        document ->> '$.data.override_reason' AS "override_reason"
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
ORDER BY "refusal_no" NULLS FIRST, "position" NULLS FIRST
