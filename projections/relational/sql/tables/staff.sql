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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('staff', '企业员工花名册', '员工档案', '技术、维修人员一览表', '人员名册', '持证上岗登记')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'staff_registered' AND position <= $known
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
        document ->> '$.data.staff_code' AS "staff_code",
        document ->> '$.data.name' AS "name",
        CASE WHEN json_exists(document, '$.data.sex') THEN told.position || ':sex' END AS "sex",
        CASE WHEN json_exists(document, '$.data.birth_year') THEN told.position || ':birth_year' END AS "birth_year",
        CASE WHEN json_exists(document, '$.data.id_no') THEN told.position || ':id_no' END AS "id_no",
        document ->> '$.data.post' AS "post",
        document ->> '$.data.department' AS "department",
        document ->> '$.data.education' AS "education",
        document ->> '$.data.school' AS "school",
        document ->> '$.data.speciality' AS "speciality",
        document ->> '$.data.technical_title' AS "technical_title",
        document ->> '$.data.experience_years' AS "experience_years",
        document ->> '$.data.appointed_on' AS "appointed_on",
        document ->> '$.data.appointment_no' AS "appointment_no",
        document ->> '$.data.authorised_from' AS "authorised_from",
        document ->> '$.data.authorised_until' AS "authorised_until",
        CASE WHEN contains(CAST(document -> '$.data.authorised_products' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.authorised_products' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.authorised_products' AS VARCHAR) END AS "authorised_products",
        CASE WHEN contains(CAST(document -> '$.data.permissions' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.permissions' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.permissions' AS VARCHAR) END AS "permissions",
        document ->> '$.data.permission_reviewer' AS "permission_reviewer",
        CAST(CAST(document ->> '$.data.key_quality_post' AS BOOLEAN) AS BIGINT) AS "key_quality_post",
        CAST(CAST(document ->> '$.data.health_required' AS BOOLEAN) AS BIGINT) AS "health_required",
        CAST(CAST(document ->> '$.data.sole_post_declared' AS BOOLEAN) AS BIGINT) AS "sole_post_declared",
        CAST(CAST(document ->> '$.data.no_ban_declared' AS BOOLEAN) AS BIGINT) AS "no_ban_declared",
        document ->> '$.data.work_card_no' AS "work_card_no",
        CASE WHEN json_exists(document, '$.data.phone') THEN told.position || ':phone' END AS "phone",
        document ->> '$.data.employed_from' AS "employed_from",
        document ->> '$.data.employed_until' AS "employed_until",
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
                later."staff_code" = happened."staff_code"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "staff_code" NULLS FIRST, "position" NULLS FIRST
