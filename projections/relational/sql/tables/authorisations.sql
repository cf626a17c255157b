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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('authorisations', '授权书登记', '经销授权登记', '授权经销', '销售人员授权书登记', '授权服务合作伙伴名录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'authorisation_registered' AND position <= $known
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
        document ->> '$.data.authorisation_no' AS "authorisation_no",
        document ->> '$.data.authorisation_kind' AS "authorisation_kind",
        document ->> '$.data.grantor_name' AS "grantor_name",
        document ->> '$.data.grantee_name' AS "grantee_name",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.staff_code' AS "staff_code",
        CASE WHEN json_exists(document, '$.data.authorised_person') THEN told.position || ':authorised_person' END AS "authorised_person",
        CASE WHEN json_exists(document, '$.data.authorised_id_no') THEN told.position || ':authorised_id_no' END AS "authorised_id_no",
        document ->> '$.data.scope' AS "scope",
        CASE WHEN contains(CAST(document -> '$.data.product_codes' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.product_codes' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.product_codes' AS VARCHAR) END AS "product_codes",
        document ->> '$.data.area' AS "area",
        document ->> '$.data.requirements' AS "requirements",
        document ->> '$.data.valid_from' AS "valid_from",
        document ->> '$.data.valid_until' AS "valid_until",
        CAST(CAST(document ->> '$.data.seal_present' AS BOOLEAN) AS BIGINT) AS "seal_present",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos",
        document ->> '$.data.status' AS "status"
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
                later."authorisation_no" = happened."authorisation_no"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "authorisation_no" NULLS FIRST, "position" NULLS FIRST
