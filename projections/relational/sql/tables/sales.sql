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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('sales', '销售记录', '医疗器械销售记录表', '电脑“销售记录”', '产品销售记录', '零售销售凭据')
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
        WHERE one ->> '$.table' = 'sales'
    ), (SELECT unnest(['customer_address', 'customer_licence_no', 'customer_name', 'delivery_address']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_sold' AND position <= $known
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
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.sold_on' AS "sold_on",
        document ->> '$.data.sale_mode' AS "sale_mode",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        document ->> '$.data.customer_kind' AS "customer_kind",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_address'), false) OR json_type(document, '$.data.customer_address') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_address' END AS "customer_address",
        CASE WHEN coalesce(list_contains(erased.fields, 'delivery_address'), false) OR json_type(document, '$.data.delivery_address') = 'OBJECT' THEN NULL ELSE document ->> '$.data.delivery_address' END AS "delivery_address",
        CASE WHEN json_exists(document, '$.data.customer_contact') THEN told.position || ':customer_contact' WHEN document ->> '$.versions.customers' IS NOT NULL THEN (document ->> '$.versions.customers') || ':contact' END AS "customer_contact",
        CASE WHEN json_exists(document, '$.data.customer_phone') THEN told.position || ':customer_phone' WHEN document ->> '$.versions.customers' IS NOT NULL THEN (document ->> '$.versions.customers') || ':phone' END AS "customer_phone",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_licence_no'), false) OR json_type(document, '$.data.customer_licence_no') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_licence_no' END AS "customer_licence_no",
        CASE WHEN contains(CAST(document -> '$.data.licence_relied_on' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.licence_relied_on' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.licence_relied_on' AS VARCHAR) END AS "licence_relied_on",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.device_class' AS "device_class",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.registrant' AS "registrant",
        document ->> '$.data.contract_manufacturer' AS "contract_manufacturer",
        document ->> '$.data.production_licence_no' AS "production_licence_no",
        document ->> '$.data.manufacturer' AS "manufacturer",
        document ->> '$.data.dosage_form' AS "dosage_form",
        CAST(CAST(document ->> '$.data.implantable' AS BOOLEAN) AS BIGINT) AS "implantable",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.production_date' AS "production_date",
        document ->> '$.data.expiry_date' AS "expiry_date",
        document ->> '$.data.expiry_text' AS "expiry_text",
        document ->> '$.data.storage_conditions' AS "storage_conditions",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.unit_price' AS "unit_price",
        document ->> '$.data.amount' AS "amount",
        document ->> '$.data.seller' AS "seller",
        document ->> '$.data.seller_name' AS "seller_name",
        document ->> '$.data.seller_address' AS "seller_address",
        document ->> '$.data.seller_phone' AS "seller_phone",
        document ->> '$.data.contract_no' AS "contract_no",
        document ->> '$.data.order_no' AS "order_no",
        document ->> '$.data.online_order_no' AS "online_order_no",
        document ->> '$.data.invoice_no' AS "invoice_no",
        document ->> '$.data.outbound_no' AS "outbound_no",
        document ->> '$.data.delivery_note_no' AS "delivery_note_no",
        document ->> '$.data.consignment_no' AS "consignment_no",
        CAST(CAST(document ->> '$.data.drop_shipment' AS BOOLEAN) AS BIGINT) AS "drop_shipment",
        document ->> '$.data.drop_shipment_reason' AS "drop_shipment_reason",
        document ->> '$.data.purchase_no' AS "purchase_no",
        CASE WHEN contains(CAST(document -> '$.data.information_given' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.information_given' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.information_given' AS VARCHAR) END AS "information_given",
        document ->> '$.data.warranty_until' AS "warranty_until",
        CASE WHEN json_exists(document, '$.data.recipient_key') THEN told.position || ':recipient_key' END AS "recipient_key",
        document ->> '$.data.sale_kind' AS "sale_kind",
        document ->> '$.data.prescription_no' AS "prescription_no",
        CASE WHEN contains(CAST(document -> '$.data.special_evidence' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.special_evidence' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.special_evidence' AS VARCHAR) END AS "special_evidence",
        CASE WHEN contains(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\u00') THEN array_to_string(list_transform(string_split(CAST(document -> '$.data.voucher_nos' AS VARCHAR), '\\'), lambda part: replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, '\u000A', '\u000a'), '\u000B', '\u000b'), '\u000C', '\u000c'), '\u000D', '\u000d'), '\u000E', '\u000e'), '\u000F', '\u000f'), '\u001A', '\u001a'), '\u001B', '\u001b'), '\u001C', '\u001c'), '\u001D', '\u001d'), '\u001E', '\u001e'), '\u001F', '\u001f')), '\\') ELSE CAST(document -> '$.data.voucher_nos' AS VARCHAR) END AS "voucher_nos",
        document ->> '$.data.pack_quantity' AS "pack_quantity",
        document ->> '$.data.pack_unit' AS "pack_unit"
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
WHERE CAST($voided AS BOOLEAN) OR voided_position IS NULL
ORDER BY "sale_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
