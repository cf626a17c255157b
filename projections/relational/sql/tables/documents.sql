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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('documents', '质量管理文件与资料目录', '文件变更历史', '法规及标准目录', '产品知识库', '客户服务指南', '合同范本')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'document_registered' AND position <= $known
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
        document ->> '$.data.document_no' AS "document_no",
        document ->> '$.data.version' AS "version",
        document ->> '$.data.document_kind' AS "document_kind",
        document ->> '$.data.title' AS "title",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.content' AS "content",
        CASE WHEN contains(CAST(document -> '$.data.based_on' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.based_on' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.based_on' AS VARCHAR) END AS "based_on",
        document ->> '$.data.department' AS "department",
        document ->> '$.data.drafted_by' AS "drafted_by",
        document ->> '$.data.reviewer' AS "reviewer",
        document ->> '$.data.approver' AS "approver",
        document ->> '$.data.approved_on' AS "approved_on",
        document ->> '$.data.effective_from' AS "effective_from",
        document ->> '$.data.effective_until' AS "effective_until",
        document ->> '$.data.change_note' AS "change_note",
        CASE WHEN contains(CAST(document -> '$.data.distribution' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.distribution' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.distribution' AS VARCHAR) END AS "distribution",
        document ->> '$.data.related_form' AS "related_form",
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
WHERE
    CAST($voided AS BOOLEAN)
    OR (
        voided_position IS NULL
        AND NOT EXISTS (
            SELECT 1
            FROM happened AS later
            WHERE
                later."document_no" = happened."document_no"
                AND later."version" = happened."version"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "document_no" NULLS FIRST, "version" NULLS FIRST, "position" NULLS FIRST
