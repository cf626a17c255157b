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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('inspection_reports', '生产档案与检验记录', '生产档案', '设备的检验记录', '检验报告书', '送检鉴定结果', '合格证明文件')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'inspection_report_filed' AND position <= $known
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
        document ->> '$.data.report_no' AS "report_no",
        document ->> '$.data.report_kind' AS "report_kind",
        document ->> '$.data.production_file_no' AS "production_file_no",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.standard' AS "standard",
        document ->> '$.data.inspected_on' AS "inspected_on",
        document ->> '$.data.institution' AS "institution",
        document ->> '$.data.sample_sent_on' AS "sample_sent_on",
        document ->> '$.data.items' AS "items",
        document ->> '$.data.conclusion' AS "conclusion",
        document ->> '$.data.inspector' AS "inspector",
        document ->> '$.data.reviewer' AS "reviewer",
        document ->> '$.data.return_case_no' AS "return_case_no",
        document ->> '$.data.complaint_no' AS "complaint_no",
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
ORDER BY "report_no" NULLS FIRST, "position" NULLS FIRST
