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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('partner_assessments', '供应商及合作方考核评价', '供应商业绩考核', '供应商评价', '承运单位考核评估', '服务机构考核评估')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'partner_assessed' AND position <= $known
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
        document ->> '$.data.assessment_no' AS "assessment_no",
        document ->> '$.data.partner_kind' AS "partner_kind",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.partner_name' AS "partner_name",
        document ->> '$.data.period_from' AS "period_from",
        document ->> '$.data.period_to' AS "period_to",
        document ->> '$.data.assessed_on' AS "assessed_on",
        CAST(document ->> '$.data.lines_received' AS BIGINT) AS "lines_received",
        CAST(document ->> '$.data.lines_failed' AS BIGINT) AS "lines_failed",
        CAST(document ->> '$.data.complaint_count' AS BIGINT) AS "complaint_count",
        CAST(document ->> '$.data.late_count' AS BIGINT) AS "late_count",
        document ->> '$.data.site_visit' AS "site_visit",
        document ->> '$.data.score' AS "score",
        document ->> '$.data.opinion' AS "opinion",
        document ->> '$.data.assessment_result' AS "assessment_result",
        document ->> '$.data.handler' AS "handler",
        document ->> '$.data.reviewer' AS "reviewer",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos"
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
ORDER BY "assessment_no" NULLS FIRST, "position" NULLS FIRST
