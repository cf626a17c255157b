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
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ('service_records', '售后服务记录', '医疗器械售后服务记录表', '售后服务记录单', '维修记录', '安装维修记录', '维修服务凭证', '安装调试记录', '客户培训记录', '软件服务记录', '验配、复查记录', '客户的服务流程单记录表')
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
        WHERE one ->> '$.table' = 'service_records'
    ), (SELECT unnest(['customer_address', 'customer_name']) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
),
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = 'service_performed' AND position <= $known
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
        document ->> '$.data.service_no' AS "service_no",
        document ->> '$.data.service_on' AS "service_on",
        document ->> '$.data.service_kind' AS "service_kind",
        document ->> '$.data.service_mode' AS "service_mode",
        document ->> '$.data.repair_no' AS "repair_no",
        document ->> '$.data.sale_no' AS "sale_no",
        CAST(document ->> '$.data.sale_line' AS BIGINT) AS "sale_line",
        document ->> '$.data.customer_code' AS "customer_code",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_name'), false) OR json_type(document, '$.data.customer_name') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_name' END AS "customer_name",
        CASE WHEN coalesce(list_contains(erased.fields, 'customer_address'), false) OR json_type(document, '$.data.customer_address') = 'OBJECT' THEN NULL ELSE document ->> '$.data.customer_address' END AS "customer_address",
        CASE WHEN json_exists(document, '$.data.customer_phone') THEN told.position || ':customer_phone' WHEN document ->> '$.versions.customers' IS NOT NULL THEN (document ->> '$.versions.customers') || ':phone' END AS "customer_phone",
        document ->> '$.data.product_code' AS "product_code",
        document ->> '$.data.product_name' AS "product_name",
        document ->> '$.data.model' AS "model",
        document ->> '$.data.specification' AS "specification",
        document ->> '$.data.lot' AS "lot",
        document ->> '$.data.serial' AS "serial",
        document ->> '$.data.udi' AS "udi",
        document ->> '$.data.problem' AS "problem",
        document ->> '$.data.service_content' AS "service_content",
        document ->> '$.data.handling_method' AS "handling_method",
        document ->> '$.data.service_process' AS "service_process",
        document ->> '$.data.service_result' AS "service_result",
        document ->> '$.data.cause' AS "cause",
        document ->> '$.data.parts_used' AS "parts_used",
        document ->> '$.data.agreed_at' AS "agreed_at",
        document ->> '$.data.arrived_at' AS "arrived_at",
        document ->> '$.data.finished_at' AS "finished_at",
        document ->> '$.data.hours_used' AS "hours_used",
        document ->> '$.data.technician' AS "technician",
        CAST(CAST(document ->> '$.data.card_shown' AS BOOLEAN) AS BIGINT) AS "card_shown",
        document ->> '$.data.function_test' AS "function_test",
        document ->> '$.data.performance_test' AS "performance_test",
        document ->> '$.data.conclusion' AS "conclusion",
        document ->> '$.data.instructions_followed' AS "instructions_followed",
        document ->> '$.data.training_form' AS "training_form",
        document ->> '$.data.training_topic' AS "training_topic",
        CAST(document ->> '$.data.trainee_count' AS BIGINT) AS "trainee_count",
        CAST(CAST(document ->> '$.data.operator_independent' AS BOOLEAN) AS BIGINT) AS "operator_independent",
        document ->> '$.data.software_version' AS "software_version",
        document ->> '$.data.cause_class' AS "cause_class",
        document ->> '$.data.fitting_data' AS "fitting_data",
        CASE WHEN json_exists(document, '$.data.recipient_key') THEN told.position || ':recipient_key' END AS "recipient_key",
        document ->> '$.data.next_review_on' AS "next_review_on",
        CAST(CAST(document ->> '$.data.in_warranty' AS BOOLEAN) AS BIGINT) AS "in_warranty",
        document ->> '$.data.service_class' AS "service_class",
        document ->> '$.data.amount' AS "amount",
        document ->> '$.data.invoice_no' AS "invoice_no",
        document ->> '$.data.service_voucher_no' AS "service_voucher_no",
        CAST(CAST(document ->> '$.data.customer_signed' AS BOOLEAN) AS BIGINT) AS "customer_signed",
        CASE WHEN json_exists(document, '$.data.customer_signature') THEN told.position || ':customer_signature' END AS "customer_signature",
        document ->> '$.data.signed_on' AS "signed_on",
        document ->> '$.data.signature_refused_reason' AS "signature_refused_reason",
        CAST(CAST(document ->> '$.data.reportable' AS BOOLEAN) AS BIGINT) AS "reportable"
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
ORDER BY "service_no" NULLS FIRST, "position" NULLS FIRST
