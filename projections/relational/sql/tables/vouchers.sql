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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('vouchers', '记录与凭证归档登记', '医疗器械过程中相关记录和凭证的归档记录', '归档目录', '附件登记')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'voucher_filed' AND position <= $known
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
        document ->> '$.data.voucher_no' AS "voucher_no",
        document ->> '$.data.voucher_kind' AS "voucher_kind",
        document ->> '$.data.title' AS "title",
        document ->> '$.data.subject_table' AS "subject_table",
        document ->> '$.data.subject_no' AS "subject_no",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.filed_on' AS "filed_on",
        document ->> '$.data.filing_place' AS "filing_place",
        document ->> '$.data.filing_no' AS "filing_no",
        document ->> '$.data.digest' AS "digest",
        document ->> '$.data.media_type' AS "media_type",
        CAST(document ->> '$.data.file_size' AS BIGINT) AS "file_size",
        CAST(document ->> '$.data.pages' AS BIGINT) AS "pages",
        CAST(CAST(document ->> '$.data.original' AS BOOLEAN) AS BIGINT) AS "original",
        document ->> '$.data.copy_holder' AS "copy_holder",
        CAST(CAST(document ->> '$.data.sealed' AS BOOLEAN) AS BIGINT) AS "sealed",
        document ->> '$.data.valid_until' AS "valid_until",
        document ->> '$.data.handler' AS "handler"
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
ORDER BY "voucher_no" NULLS FIRST, "position" NULLS FIRST
