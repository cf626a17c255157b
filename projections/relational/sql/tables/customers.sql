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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('customers', '购货者档案', '购货单位资质档案', '客户档案卡', '客户档案', '用户档案', '客户信息库', '客户档案(分类ABC)')
    )
    GROUP BY position
),
erased AS (
    SELECT CAST(position AS BIGINT) AS position, list(DISTINCT field) AS fields
    FROM (
        SELECT unnest(CAST(one -> '$.positions' AS BIGINT[])) AS position, one -> '$.fields' AS fields
        FROM (
            SELECT unnest(list_concat(
                CAST(CAST(decode(document) AS JSON) -> '$.data.erased' AS JSON[]),
                CAST(CAST(decode(document) AS JSON) -> '$.data.shown' AS JSON[])
            )) AS one
            FROM events
            WHERE type = 'personal_erased'
        )
        WHERE one ->> '$.table' = 'customers'
    ), (SELECT unnest(['address', 'delivery_address', 'legal_representative', 'licence_no', 'name', 'promise_made', 'purchase_reason', 'relation_now', 'uscc']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'customer_registered' AND position <= $known
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
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'name'), false) OR json_type(document, '$.data.name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.name' END AS "name",
        document ->> '$.data.kind' AS "kind",
        CASE WHEN coalesce(list_contains(erased.fields, 'uscc'), false) OR json_type(document, '$.data.uscc') = 'OBJECT' THEN NULL ELSE document ->> '$.data.uscc' END AS "uscc",
        document ->> '$.data.licence_kind' AS "licence_kind",
        CASE WHEN coalesce(list_contains(erased.fields, 'licence_no'), false) OR json_type(document, '$.data.licence_no') = 'OBJECT' THEN NULL ELSE document ->> '$.data.licence_no' END AS "licence_no",
        document ->> '$.data.licence_valid_from' AS "licence_valid_from",
        document ->> '$.data.licence_valid_until' AS "licence_valid_until",
        document ->> '$.data.scope' AS "scope",
        CASE WHEN coalesce(list_contains(erased.fields, 'legal_representative'), false) OR json_type(document, '$.data.legal_representative') = 'OBJECT' THEN NULL ELSE document ->> '$.data.legal_representative' END AS "legal_representative",
        CASE WHEN coalesce(list_contains(erased.fields, 'address'), false) OR json_type(document, '$.data.address') = 'OBJECT' THEN NULL ELSE document ->> '$.data.address' END AS "address",
        CASE WHEN coalesce(list_contains(erased.fields, 'delivery_address'), false) OR json_type(document, '$.data.delivery_address') = 'OBJECT' THEN NULL ELSE document ->> '$.data.delivery_address' END AS "delivery_address",
        CASE WHEN json_exists(document, '$.data.contact') THEN told.position || ':contact' END AS "contact",
        CASE WHEN json_exists(document, '$.data.contact_post') THEN told.position || ':contact_post' END AS "contact_post",
        CASE WHEN json_exists(document, '$.data.phone') THEN told.position || ':phone' END AS "phone",
        CASE WHEN json_exists(document, '$.data.email') THEN told.position || ':email' END AS "email",
        document ->> '$.data.customer_class' AS "customer_class",
        document ->> '$.data.grade' AS "grade",
        document ->> '$.data.territory' AS "territory",
        document ->> '$.data.zone' AS "zone",
        CASE WHEN coalesce(list_contains(erased.fields, 'purchase_reason'), false) OR json_type(document, '$.data.purchase_reason') = 'OBJECT' THEN NULL ELSE document ->> '$.data.purchase_reason' END AS "purchase_reason",
        CASE WHEN coalesce(list_contains(erased.fields, 'promise_made'), false) OR json_type(document, '$.data.promise_made') = 'OBJECT' THEN NULL ELSE document ->> '$.data.promise_made' END AS "promise_made",
        CASE WHEN coalesce(list_contains(erased.fields, 'relation_now'), false) OR json_type(document, '$.data.relation_now') = 'OBJECT' THEN NULL ELSE document ->> '$.data.relation_now' END AS "relation_now",
        document ->> '$.data.need_statement' AS "need_statement",
        document ->> '$.data.reviewed_on' AS "reviewed_on",
        document ->> '$.data.reviewer' AS "reviewer",
        document ->> '$.data.responsible_staff' AS "responsible_staff",
        document ->> '$.data.status' AS "status",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos"
    FROM told
    LEFT JOIN voids ON told.position = voids.position
    LEFT JOIN erased ON told.position = erased.position
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
                later."customer_code" = happened."customer_code"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "customer_code" NULLS FIRST, "position" NULLS FIRST
