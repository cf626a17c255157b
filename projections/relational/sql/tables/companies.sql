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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('companies', '本企业基本信息', '企业基本情况')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'company_registered' AND position <= $known
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
        document ->> '$.data.company_code' AS "company_code",
        document ->> '$.data.name' AS "name",
        document ->> '$.data.uscc' AS "uscc",
        document ->> '$.data.legal_representative' AS "legal_representative",
        document ->> '$.data.person_in_charge' AS "person_in_charge",
        document ->> '$.data.quality_head' AS "quality_head",
        document ->> '$.data.address' AS "address",
        document ->> '$.data.premises' AS "premises",
        document ->> '$.data.warehouse_address' AS "warehouse_address",
        CASE WHEN json_exists(document, '$.data.phone') THEN told.position || ':phone' END AS "phone",
        document ->> '$.data.service_hotline' AS "service_hotline",
        document ->> '$.data.business_mode' AS "business_mode",
        document ->> '$.data.scope' AS "scope",
        document ->> '$.data.economic_kind' AS "economic_kind",
        document ->> '$.data.trade_licence_no' AS "trade_licence_no",
        document ->> '$.data.trade_licence_until' AS "trade_licence_until",
        document ->> '$.data.form_prefix' AS "form_prefix",
        CASE WHEN contains(CAST(document -> '$.data.departments' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.departments' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.departments' AS VARCHAR) END AS "departments",
        document ->> '$.data.sales_area' AS "sales_area",
        document ->> '$.data.main_products' AS "main_products",
        CASE WHEN contains(CAST(document -> '$.data.premises_papers' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.premises_papers' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.premises_papers' AS VARCHAR) END AS "premises_papers"
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
                later."company_code" = happened."company_code"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "company_code" NULLS FIRST, "position" NULLS FIRST
