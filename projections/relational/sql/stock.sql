-- made by python -m projections.relational.golden: do not edit
WITH voided AS (
    SELECT DISTINCT unnest(CAST(CAST(decode(document) AS JSON) -> '$.struck' AS BIGINT[])) AS position
    FROM events
    WHERE type = 'record_voided' AND position <= $known
),
moved AS (
    SELECT
        position, kind, event_time, product_code, lot, serial, customer_code, told_serial, doc_no,
        CASE WHEN length(split_part(quantity, '.', 2)) > 12 THEN error('a quantity of more than 12 decimal places') ELSE CAST(quantity AS DECIMAL(38, 12)) END AS quantity,
        coalesce(CASE WHEN length(split_part(accepted, '.', 2)) > 12 THEN error('a quantity of more than 12 decimal places') ELSE CAST(accepted AS DECIMAL(38, 12)) END, 0) AS accepted,
        CASE WHEN length(split_part(rest, '.', 2)) > 12 THEN error('a quantity of more than 12 decimal places') ELSE CAST(rest AS DECIMAL(38, 12)) END AS rest,
        accepted IS NOT NULL AS says_accepted,
        coalesce(source, '') AS source,
        coalesce(target, '') AS target,
        CASE disposition WHEN 'restocked' THEN 'saleable' WHEN 'returned_to_supplier' THEN 'returned_to_supplier' ELSE 'quarantined' END AS place
    FROM lines
    WHERE
        position <= $known
        AND (CAST($at AS VARCHAR) IS NULL OR event_time <= $at)
        AND position NOT IN (SELECT position FROM voided)
),
homes AS (
    SELECT product_code, serial, lot
    FROM moved
    WHERE serial <> '' AND lot <> ''
    QUALIFY row_number() OVER (
        PARTITION BY product_code, serial
        ORDER BY (kind = 'received') DESC, event_time DESC, position DESC, lot DESC
    ) = 1
),
placed AS (
    SELECT
        moved.* EXCLUDE (lot),
        moved.lot AS told_on_line,
        CASE WHEN moved.lot <> '' THEN moved.lot ELSE coalesce(homes.lot, '') END AS lot
    FROM moved
    LEFT JOIN homes ON moved.product_code = homes.product_code AND moved.serial = homes.serial
),
whole_lots AS (
    SELECT DISTINCT product_code, lot FROM placed WHERE kind = 'received' AND serial = ''
),
own_units AS (
    SELECT DISTINCT product_code, lot, serial
    FROM placed
    WHERE kind = 'received' AND serial <> '' AND says_accepted
),
sorted AS (
    SELECT
        placed.*,
        CASE
            WHEN own_units.serial IS NOT NULL OR whole_lots.lot IS NULL THEN placed.serial
            ELSE ''
        END AS unit
    FROM placed
    LEFT JOIN whole_lots ON placed.product_code = whole_lots.product_code AND placed.lot = whole_lots.lot
    LEFT JOIN own_units
        ON placed.product_code = own_units.product_code
        AND placed.lot = own_units.lot
        AND placed.serial = own_units.serial
),
steps AS (
    SELECT
        product_code, lot, unit, kind, quantity, accepted, place,
        CASE
            WHEN kind = 'sold' THEN ''
            WHEN kind = 'received' AND target <> '' AND rest IS NOT NULL THEN 'outside'
            WHEN kind = 'received' THEN ''
            WHEN kind = 'returned' THEN source
            WHEN source = '' THEN 'outside'
            ELSE source
        END AS source,
        CASE
            WHEN kind = 'returned' THEN place
            WHEN target = '' THEN 'outside'
            ELSE target
        END AS target,
        CASE WHEN kind = 'received' THEN rest ELSE quantity END AS step
    FROM sorted
),
sums AS (
    SELECT
        product_code, lot, unit,
        coalesce(sum(accepted) FILTER (WHERE kind = 'received'), 0) AS accepted,
        coalesce(sum(quantity) FILTER (WHERE kind = 'sold'), 0) AS sold,
        coalesce(sum(quantity) FILTER (WHERE kind = 'returned' AND source = ''), 0) AS returned,
        coalesce(sum(quantity) FILTER (WHERE kind = 'returned' AND source = '' AND place = 'saleable'), 0) AS restocked,
        coalesce(sum(step) FILTER (WHERE source = 'outside' AND target = 'nonconforming'), 0) AS failed,
        coalesce(sum(step) FILTER (WHERE source = 'nonconforming' AND target = 'disposed'), 0) AS scrapped,
        coalesce(sum(step) FILTER (WHERE source = 'nonconforming' AND target = 'returned_to_supplier'), 0) AS sent,
        coalesce(sum(step) FILTER (WHERE source <> '' AND target = 'saleable'), 0) - coalesce(sum(step) FILTER (WHERE source = 'saleable'), 0) AS entered,
        coalesce(sum(step) FILTER (WHERE source <> '' AND target = 'customer'), 0) - coalesce(sum(step) FILTER (WHERE source = 'customer'), 0) AS given,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'consigned') OR (kind = 'returned' AND source = '' AND place = 'consigned')), 0) - coalesce(sum(step) FILTER (WHERE source = 'consigned'), 0) AS consigned,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'on_loan') OR (kind = 'returned' AND source = '' AND place = 'on_loan')), 0) - coalesce(sum(step) FILTER (WHERE source = 'on_loan'), 0) AS on_loan,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'in_repair') OR (kind = 'returned' AND source = '' AND place = 'in_repair')), 0) - coalesce(sum(step) FILTER (WHERE source = 'in_repair'), 0) AS in_repair,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'nonconforming') OR (kind = 'returned' AND source = '' AND place = 'nonconforming')), 0) - coalesce(sum(step) FILTER (WHERE source = 'nonconforming'), 0) AS nonconforming,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'quarantined') OR (kind = 'returned' AND source = '' AND place = 'quarantined')), 0) - coalesce(sum(step) FILTER (WHERE source = 'quarantined'), 0) AS quarantined,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'disposed') OR (kind = 'returned' AND source = '' AND place = 'disposed')), 0) - coalesce(sum(step) FILTER (WHERE source = 'disposed'), 0) AS disposed,
        coalesce(sum(step) FILTER (WHERE (source <> '' AND target = 'returned_to_supplier') OR (kind = 'returned' AND source = '' AND place = 'returned_to_supplier')), 0) - coalesce(sum(step) FILTER (WHERE source = 'returned_to_supplier'), 0) AS sent_back
    FROM steps
    GROUP BY product_code, lot, unit
),
gone AS (
    SELECT
        *,
        CASE
            WHEN failed = 0 THEN 0
            ELSE least(
                failed,
                scrapped + sent
                - least(scrapped + sent, greatest(0, nonconforming - failed + scrapped + sent))
            )
        END AS failed_and_gone
    FROM sums
),
covered_0 AS (
    SELECT
        product_code, lot, unit, accepted, sold, returned, restocked, given, disposed, sent_back, scrapped, sent, failed, failed_and_gone,
        quarantined AS shown_quarantined,
        CAST(accepted - sold + restocked + entered AS DECIMAL(38, 12)) AS saleable,
        CAST(quarantined AS DECIMAL(38, 12)) AS quarantined,
        CAST(nonconforming - failed + failed_and_gone AS DECIMAL(38, 12)) AS nonconforming,
        CAST(consigned AS DECIMAL(38, 12)) AS consigned,
        CAST(on_loan AS DECIMAL(38, 12)) AS on_loan,
        CAST(in_repair AS DECIMAL(38, 12)) AS in_repair
    FROM gone
),
covered_1 AS (
    SELECT * REPLACE (consigned + least(greatest(-consigned, 0), greatest(on_loan, 0)) AS consigned, on_loan - least(greatest(-consigned, 0), greatest(on_loan, 0)) AS on_loan)
    FROM covered_0
),
covered_2 AS (
    SELECT * REPLACE (greatest(consigned + least(greatest(-consigned, 0), greatest(saleable, 0)), 0) AS consigned, saleable - least(greatest(-consigned, 0), greatest(saleable, 0)) AS saleable)
    FROM covered_1
),
covered_3 AS (
    SELECT * REPLACE (on_loan + least(greatest(-on_loan, 0), greatest(consigned, 0)) AS on_loan, consigned - least(greatest(-on_loan, 0), greatest(consigned, 0)) AS consigned)
    FROM covered_2
),
covered_4 AS (
    SELECT * REPLACE (greatest(on_loan + least(greatest(-on_loan, 0), greatest(saleable, 0)), 0) AS on_loan, saleable - least(greatest(-on_loan, 0), greatest(saleable, 0)) AS saleable)
    FROM covered_3
),
covered_5 AS (
    SELECT * REPLACE (greatest(quarantined + least(greatest(-quarantined, 0), greatest(saleable, 0)), 0) AS quarantined, saleable - least(greatest(-quarantined, 0), greatest(saleable, 0)) AS saleable)
    FROM covered_4
),
covered_6 AS (
    SELECT * REPLACE (nonconforming + least(greatest(-nonconforming, 0), greatest(saleable, 0)) AS nonconforming, saleable - least(greatest(-nonconforming, 0), greatest(saleable, 0)) AS saleable)
    FROM covered_5
),
covered_7 AS (
    SELECT * REPLACE (greatest(nonconforming + least(greatest(-nonconforming, 0), greatest(quarantined, 0)), 0) AS nonconforming, quarantined - least(greatest(-nonconforming, 0), greatest(quarantined, 0)) AS quarantined)
    FROM covered_6
),
covered_8 AS (
    SELECT * REPLACE (in_repair + least(greatest(-in_repair, 0), greatest(quarantined, 0)) AS in_repair, quarantined - least(greatest(-in_repair, 0), greatest(quarantined, 0)) AS quarantined)
    FROM covered_7
),
covered_9 AS (
    SELECT * REPLACE (greatest(in_repair + least(greatest(-in_repair, 0), greatest(saleable, 0)), 0) AS in_repair, saleable - least(greatest(-in_repair, 0), greatest(saleable, 0)) AS saleable)
    FROM covered_8
),
covered_10 AS (
    SELECT * REPLACE (saleable + least(greatest(-saleable, 0), greatest(consigned, 0)) AS saleable, consigned - least(greatest(-saleable, 0), greatest(consigned, 0)) AS consigned)
    FROM covered_9
),
covered_11 AS (
    SELECT * REPLACE (greatest(saleable + least(greatest(-saleable, 0), greatest(on_loan, 0)), 0) AS saleable, on_loan - least(greatest(-saleable, 0), greatest(on_loan, 0)) AS on_loan)
    FROM covered_10
),
accounts AS (
    SELECT
        product_code, lot, unit, accepted, sold, returned, restocked, given, disposed, sent_back, scrapped, sent, failed, shown_quarantined, saleable,
        saleable + quarantined + nonconforming + consigned + on_loan + in_repair AS on_hand,
        disposed - greatest(0, failed_and_gone - sent) AS disposed_of,
        sent_back - least(failed_and_gone, sent) AS went_back
    FROM covered_11
)
SELECT
    product_code,
    nullif(lot, '') AS lot,
    nullif(unit, '') AS serial,
    rtrim(rtrim(CAST(accepted AS VARCHAR), '0'), '.') AS accepted,
    rtrim(rtrim(CAST(sold AS VARCHAR), '0'), '.') AS sold,
    rtrim(rtrim(CAST(returned AS VARCHAR), '0'), '.') AS returned,
    rtrim(rtrim(CAST(restocked AS VARCHAR), '0'), '.') AS restocked,
    rtrim(rtrim(CAST(saleable AS VARCHAR), '0'), '.') AS saleable,
    rtrim(rtrim(CAST(shown_quarantined AS VARCHAR), '0'), '.') AS quarantined,
    rtrim(rtrim(CAST(disposed_of AS VARCHAR), '0'), '.') AS disposed,
    rtrim(rtrim(CAST(went_back AS VARCHAR), '0'), '.') AS returned_to_supplier,
    rtrim(rtrim(CAST(accepted - on_hand - (sold - returned + given) - disposed_of - went_back AS VARCHAR), '0'), '.') AS unexplained
FROM accounts
ORDER BY product_code, accounts.lot, accounts.unit
