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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('shipments', '运输记录', '医疗器械运输记录', '药品的配送信息', '配送记录', '发货记录')
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
        WHERE one ->> '$.table' = 'shipments'
    ), (SELECT unnest(['customer_name', 'delivery_address']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'goods_shipped' AND position <= $known
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
        document ->> '$.data.shipment_no' AS "shipment_no",
        CAST(document ->> '$.data.line' AS BIGINT) AS "line",
        document ->> '$.data.shipped_on' AS "shipped_on",
        document ->> '$.data.shipment_kind' AS "shipment_kind",
        document ->> '$.data.outbound_no' AS "outbound_no",
        document ->> '$.data.sale_no' AS "sale_no",
        document ->> '$.data.delivery_note_no' AS "delivery_note_no",
        document ->> '$.data.online_order_no' AS "online_order_no",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        CASE WHEN coalesce(list_contains(erased.fields, 'delivery_address'), false) OR json_type(document, '$.data.delivery_address') = 'OBJECT' THEN NULL ELSE document ->> '$.data.delivery_address' END AS "delivery_address",
        CASE WHEN json_exists(document, '$.data.customer_contact') THEN told.position || ':customer_contact' WHEN document ->> '$.versions.customers' IS NOT NULL THEN (document ->> '$.versions.customers') || ':contact' END AS "customer_contact",
        CASE WHEN json_exists(document, '$.data.customer_phone') THEN told.position || ':customer_phone' WHEN document ->> '$.versions.customers' IS NOT NULL THEN (document ->> '$.versions.customers') || ':phone' END AS "customer_phone",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.registration_no' AS "registration_no",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.unit' AS "unit",
        document ->> '$.data.quantity' AS "quantity",
        document ->> '$.data.transport_mode' AS "transport_mode",
        document ->> '$.data.carrier_name' AS "carrier_name",
        document ->> '$.data.waybill_no' AS "waybill_no",
        document ->> '$.data.vehicle_no' AS "vehicle_no",
        document ->> '$.data.transport_staff' AS "transport_staff",
        document ->> '$.data.shipped_from' AS "shipped_from",
        document ->> '$.data.container_no' AS "container_no",
        document ->> '$.data.loaded_temperature' AS "loaded_temperature",
        document ->> '$.data.arrival_temperature' AS "arrival_temperature",
        document ->> '$.data.departed_at' AS "departed_at",
        document ->> '$.data.arrived_at' AS "arrived_at",
        document ->> '$.data.received_by' AS "received_by",
        document ->> '$.data.signed_on' AS "signed_on",
        document ->> '$.data.exception_note' AS "exception_note",
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
ORDER BY "shipment_no" NULLS FIRST, "line" NULLS FIRST, "position" NULLS FIRST
