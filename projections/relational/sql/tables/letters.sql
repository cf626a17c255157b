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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('letters', '来信来访来函复函登记簿', '函件登记', '函件', '来信', '来访', '来函', '复函', '覆函')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'letter_registered' AND position <= $known
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
        document ->> '$.data.letter_no' AS "letter_no",
        document ->> '$.data.letter_direction' AS "letter_direction",
        document ->> '$.data.channel' AS "channel",
        document ->> '$.data.dated_on' AS "dated_on",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN json_exists(document, '$.data.correspondent') THEN told.position || ':correspondent' END AS "correspondent",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.subject' AS "subject",
        document ->> '$.data.content' AS "content",
        document ->> '$.data.reply_to' AS "reply_to",
        document ->> '$.data.due_at' AS "due_at",
        CAST(CAST(document ->> '$.data.quality_matter' AS BOOLEAN) AS BIGINT) AS "quality_matter",
        document ->> '$.data.reported_to_quality_at' AS "reported_to_quality_at",
        document ->> '$.data.handler' AS "handler",
        document ->> '$.data.result' AS "result",
        document ->> '$.data.feedback_no' AS "feedback_no",
        document ->> '$.data.complaint_no' AS "complaint_no",
        document ->> '$.data.filing_no' AS "filing_no",
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
ORDER BY "letter_no" NULLS FIRST, "position" NULLS FIRST
