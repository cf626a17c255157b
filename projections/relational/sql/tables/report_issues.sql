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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('report_issues', '报表、证据包与备份签发记录', '报表签发登记', '通报', '证据导出登记', '数据备份记录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'report_issued' AND position <= $known
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
        document ->> '$.data.issue_no' AS "issue_no",
        document ->> '$.data.issue_kind' AS "issue_kind",
        document ->> '$.data.report_key' AS "report_key",
        document ->> '$.data.title' AS "title",
        document ->> '$.data.period_from' AS "period_from",
        document ->> '$.data.period_to' AS "period_to",
        document ->> '$.data.scope_filter' AS "scope_filter",
        document ->> '$.data.as_true_at' AS "as_true_at",
        document ->> '$.data.as_known_at' AS "as_known_at",
        CAST(document ->> '$.data.position_to' AS BIGINT) AS "position_to",
        CAST(document ->> '$.data.row_count' AS BIGINT) AS "row_count",
        document ->> '$.data.digest' AS "digest",
        document ->> '$.data.issue_format' AS "issue_format",
        document ->> '$.data.redaction' AS "redaction",
        document ->> '$.data.issued_on' AS "issued_on",
        document ->> '$.data.issued_to' AS "issued_to",
        document ->> '$.data.purpose' AS "purpose",
        document ->> '$.data.storage_place' AS "storage_place",
        document ->> '$.data.issued_by' AS "issued_by",
        document ->> '$.data.reviewer' AS "reviewer"
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
ORDER BY "issue_no" NULLS FIRST, "position" NULLS FIRST
