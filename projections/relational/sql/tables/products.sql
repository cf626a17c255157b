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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('products', '产品档案', '首营品种档案', '商品目录', '产品目录', '产品注册证登记')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'product_registered' AND position <= $known
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
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_kind' AS "product_kind",
        document ->> '$.data.udi_di' AS "udi_di",
        document ->> '$.data.udi_issuer' AS "udi_issuer",
        document ->> '$.data.name' AS "name",
        document ->> '$.data.trade_name' AS "trade_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.device_class' AS "device_class",
        document ->> '$.data.category_code' AS "category_code",
        document ->> '$.data.category_code_2002' AS "category_code_2002",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.registration_valid_from' AS "registration_valid_from",
        document ->> '$.data.registration_valid_until' AS "registration_valid_until",
        document ->> '$.data.registrant' AS "registrant",
        document ->> '$.data.domestic_agent' AS "domestic_agent",
        document ->> '$.data.manufacturer' AS "manufacturer",
        document ->> '$.data.contract_manufacturer' AS "contract_manufacturer",
        document ->> '$.data.production_licence_no' AS "production_licence_no",
        document ->> '$.data.medicine_category' AS "medicine_category",
        document ->> '$.data.control_category' AS "control_category",
        CAST(CAST(document ->> '$.data.prescription' AS BOOLEAN) AS BIGINT) AS "prescription",
        document ->> '$.data.dosage_form' AS "dosage_form",
        document ->> '$.data.storage_conditions' AS "storage_conditions",
        document ->> '$.data.temperature_min' AS "temperature_min",
        document ->> '$.data.temperature_max' AS "temperature_max",
        document ->> '$.data.humidity_min' AS "humidity_min",
        document ->> '$.data.humidity_max' AS "humidity_max",
        CAST(CAST(document ->> '$.data.cold_chain' AS BOOLEAN) AS BIGINT) AS "cold_chain",
        CAST(CAST(document ->> '$.data.implantable' AS BOOLEAN) AS BIGINT) AS "implantable",
        CAST(CAST(document ->> '$.data.filing_exempt' AS BOOLEAN) AS BIGINT) AS "filing_exempt",
        CAST(CAST(document ->> '$.data.self_use' AS BOOLEAN) AS BIGINT) AS "self_use",
        CAST(CAST(document ->> '$.data.special_control' AS BOOLEAN) AS BIGINT) AS "special_control",
        CASE WHEN contains(CAST(document -> '$.data.special_classes' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.special_classes' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.special_classes' AS VARCHAR) END AS "special_classes",
        document ->> '$.data.tracking' AS "tracking",
        CAST(document ->> '$.data.shelf_life_months' AS BIGINT) AS "shelf_life_months",
        CAST(document ->> '$.data.service_life_months' AS BIGINT) AS "service_life_months",
        CAST(document ->> '$.data.warranty_months' AS BIGINT) AS "warranty_months",
        document ->> '$.data.quality_standard' AS "quality_standard",
        document ->> '$.data.intended_use' AS "intended_use",
        document ->> '$.data.method_of_use' AS "method_of_use",
        document ->> '$.data.cautions' AS "cautions",
        document ->> '$.data.adverse_reactions' AS "adverse_reactions",
        document ->> '$.data.contraindications' AS "contraindications",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.label_sample' AS "label_sample",
        document ->> '$.data.certificate_copy' AS "certificate_copy",
        document ->> '$.data.approval_no' AS "approval_no",
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
                later."product_code" = happened."product_code"
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
ORDER BY "product_code" NULLS FIRST, "position" NULLS FIRST
