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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('suppliers', '供货者档案', '供应商档案', '供货单位档案', '供应商资质审核表')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'supplier_registered' AND position <= $known
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
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.name' AS "name",
        document ->> '$.data.supplier_kind' AS "supplier_kind",
        document ->> '$.data.uscc' AS "uscc",
        document ->> '$.data.licence_kind' AS "licence_kind",
        document ->> '$.data.licence_no' AS "licence_no",
        document ->> '$.data.licence_valid_from' AS "licence_valid_from",
        document ->> '$.data.licence_valid_until' AS "licence_valid_until",
        document ->> '$.data.scope' AS "scope",
        document ->> '$.data.legal_representative' AS "legal_representative",
        document ->> '$.data.address' AS "address",
        CASE WHEN json_exists(document, '$.data.contact') THEN told.position || ':contact' END AS "contact",
        CASE WHEN json_exists(document, '$.data.phone') THEN told.position || ':phone' END AS "phone",
        CASE WHEN json_exists(document, '$.data.email') THEN told.position || ':email' END AS "email",
        document ->> '$.data.salesperson_authorisation' AS "salesperson_authorisation",
        document ->> '$.data.delivery_note_specimen' AS "delivery_note_specimen",
        document ->> '$.data.seal_specimen' AS "seal_specimen",
        document ->> '$.data.quality_contract' AS "quality_contract",
        document ->> '$.data.after_sales_policy' AS "after_sales_policy",
        document ->> '$.data.market_note' AS "market_note",
        document ->> '$.data.reviewed_on' AS "reviewed_on",
        document ->> '$.data.reviewer' AS "reviewer",
        document ->> '$.data.approval_no' AS "approval_no",
        document ->> '$.data.status' AS "status",
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
                later."supplier_code" = happened."supplier_code"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "supplier_code" NULLS FIRST, "position" NULLS FIRST
