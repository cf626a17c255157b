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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('licences', '证照资质登记', '资质证照一览表', '证照台账', '人员资质证明登记')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'licence_registered' AND position <= $known
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
        document ->> '$.data.owner_kind' AS "owner_kind",
        document ->> '$.data.owner_code' AS "owner_code",
        document ->> '$.data.licence_kind' AS "licence_kind",
        document ->> '$.data.licence_no' AS "licence_no",
        document ->> '$.data.owner_name' AS "owner_name",
        document ->> '$.data.issuer' AS "issuer",
        document ->> '$.data.issued_on' AS "issued_on",
        document ->> '$.data.valid_from' AS "valid_from",
        document ->> '$.data.valid_until' AS "valid_until",
        document ->> '$.data.scope' AS "scope",
        document ->> '$.data.business_mode' AS "business_mode",
        document ->> '$.data.legal_representative' AS "legal_representative",
        document ->> '$.data.person_in_charge' AS "person_in_charge",
        document ->> '$.data.address' AS "address",
        document ->> '$.data.premises' AS "premises",
        document ->> '$.data.warehouse_address' AS "warehouse_address",
        CAST(CAST(document ->> '$.data.seal_present' AS BOOLEAN) AS BIGINT) AS "seal_present",
        document ->> '$.data.verified_on' AS "verified_on",
        document ->> '$.data.verifier' AS "verifier",
        document ->> '$.data.verify_method' AS "verify_method",
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
                later."owner_kind" = happened."owner_kind"
                AND later."owner_code" = happened."owner_code"
                AND later."licence_kind" = happened."licence_kind"
                AND later."licence_no" = happened."licence_no"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "owner_kind" NULLS FIRST, "owner_code" NULLS FIRST, "licence_kind" NULLS FIRST, "licence_no" NULLS FIRST, "position" NULLS FIRST
