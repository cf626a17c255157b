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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('rule_settings', '业务规则参数表', '规则配置', '保存期限规则', '核决权限', '编号规则')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'rule_set' AND position <= $known
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
        document ->> '$.data.rule_key' AS "rule_key",
        document ->> '$.data.rule_kind' AS "rule_kind",
        document ->> '$.data.title' AS "title",
        document ->> '$.data.product_kind' AS "product_kind",
        document ->> '$.data.device_class' AS "device_class",
        document ->> '$.data.customer_kind' AS "customer_kind",
        document ->> '$.data.channel' AS "channel",
        document ->> '$.data.setting' AS "setting",
        document ->> '$.data.value' AS "value",
        document ->> '$.data.retention_base' AS "retention_base",
        document ->> '$.data.retention_years' AS "retention_years",
        document ->> '$.data.legal_basis' AS "legal_basis",
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
                later."rule_key" = happened."rule_key"
                AND later."effective_from" = happened."effective_from"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "rule_key" NULLS FIRST, "effective_from" NULLS FIRST, "position" NULLS FIRST
