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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('receipts', '进货查验记录', '医疗器械进货验收记录表', '入库验收记录', '进货验收记录', '验收记录', '收货记录')
    )
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_received' AND position <= $known
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
        document ->> '$.data.receipt_no' AS "receipt_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.purchase_no' AS "purchase_no",
        document ->> '$.data.delivery_note_no' AS "delivery_note_no",
        document ->> '$.data.supplier_code' AS "supplier_code",
        document ->> '$.data.supplier_name' AS "supplier_name",
        document ->> '$.data.supplier_address' AS "supplier_address",
        CASE WHEN json_exists(document, '$.data.supplier_contact') THEN told.position || ':supplier_contact' WHEN document ->> '$.versions.suppliers' IS NOT NULL THEN (document ->> '$.versions.suppliers') || ':contact' END AS "supplier_contact",
        CASE WHEN json_exists(document, '$.data.supplier_phone') THEN told.position || ':supplier_phone' WHEN document ->> '$.versions.suppliers' IS NOT NULL THEN (document ->> '$.versions.suppliers') || ':phone' END AS "supplier_phone",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.registrant' AS "registrant",
        document ->> '$.data.contract_manufacturer' AS "contract_manufacturer",
        document ->> '$.data.production_licence_no' AS "production_licence_no",
        document ->> '$.data.manufacturer' AS "manufacturer",
        document ->> '$.data.dosage_form' AS "dosage_form",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.expiry_text' AS "expiry_text",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.accepted_quantity' AS "accepted_quantity",
        document ->> '$.data.refused_quantity' AS "refused_quantity",
        document ->> '$.data.conclusion' AS "conclusion",
        document ->> '$.data.purchase_date' AS "purchase_date",
        document ->> '$.data.received_on' AS "received_on",
        document ->> '$.data.accepted_on' AS "accepted_on",
        document ->> '$.data.receiver' AS "receiver",
        document ->> '$.data.inspector' AS "inspector",
        document ->> '$.data.acceptance_basis' AS "acceptance_basis",
        document ->> '$.data.sampling' AS "sampling",
        document ->> '$.data.transport_mode' AS "transport_mode",
        document ->> '$.data.departed_at' AS "departed_at",
        document ->> '$.data.arrived_at' AS "arrived_at",
        document ->> '$.data.transit_temperature' AS "transit_temperature",
        document ->> '$.data.arrival_temperature' AS "arrival_temperature",
        CAST(CAST(document ->> '$.data.appearance_ok' AS BOOLEAN) AS BIGINT) AS "appearance_ok",
        CAST(CAST(document ->> '$.data.packaging_ok' AS BOOLEAN) AS BIGINT) AS "packaging_ok",
        CAST(CAST(document ->> '$.data.label_ok' AS BOOLEAN) AS BIGINT) AS "label_ok",
        CAST(CAST(document ->> '$.data.certificate_ok' AS BOOLEAN) AS BIGINT) AS "certificate_ok",
        CAST(CAST(document ->> '$.data.delivered_signed' AS BOOLEAN) AS BIGINT) AS "delivered_signed",
        document ->> '$.data.nonconformity' AS "nonconformity",
        document ->> '$.data.measures' AS "measures",
        document ->> '$.data.location_code' AS "location_code",
        CAST(CAST(document ->> '$.data.drop_shipment' AS BOOLEAN) AS BIGINT) AS "drop_shipment",
        document ->> '$.data.acceptance_place' AS "acceptance_place",
        document ->> '$.data.customer_code' AS "customer_code",
        document ->> '$.data.invoice_no' AS "invoice_no",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos",
        document ->> '$.data.pack_quantity' AS "pack_quantity",
        document ->> '$.data.pack_unit' AS "pack_unit"
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
ORDER BY "receipt_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
