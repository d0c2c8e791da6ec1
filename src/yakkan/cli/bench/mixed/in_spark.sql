-- The mixed month as an engineer who knows Spark would write it for this one tariff: prices, classes and holidays stand
-- in the text; nothing is cited and nothing explained. Amounts are in 1/10,000 yen until they stand in `lines`. What is
-- read more than once is a table: a view would be worked out, and a cached one planned, anew by each that reads it.
DROP TABLE IF EXISTS holders;
CREATE TABLE holders USING parquet AS
SELECT contract, service, any_value(account) AS account, any_value(plan) AS plan, any_value(options) AS options,
    min(start) AS start
FROM contracts
GROUP BY contract, service;

-- Each day's bands for local calls: where they end, and what comes after them (no call is longer than two hours).
DROP TABLE IF EXISTS bands;
CREATE TABLE bands USING parquet AS
WITH days AS (
    SELECT day,
        weekday(day) >= 5
            OR day IN (DATE '2015-05-03', DATE '2015-05-04', DATE '2015-05-05', DATE '2015-05-06') AS off
    FROM (SELECT explode(sequence(DATE '2015-04-30', DATE '2015-06-02', INTERVAL 1 DAY)) AS day)
),
pieces AS (
    SELECT day + INTERVAL '0' HOUR AS since, if(off, 'off', 'night') AS band, 240 AS per FROM days
    UNION ALL SELECT day + INTERVAL '8' HOUR, 'day', 180 FROM days WHERE NOT off
    UNION ALL SELECT day + INTERVAL '23' HOUR, 'night', 240 FROM days WHERE NOT off
),
borders AS (
    SELECT CAST(since AS TIMESTAMP_NTZ) AS since, per
    FROM (SELECT *, lag(band) OVER (ORDER BY since) AS before FROM pieces)
    WHERE band IS DISTINCT FROM before
),
ends AS (
    SELECT since, per, lead(since) OVER w AS until, lead(per) OVER w AS per_2, lead(since, 2) OVER w AS until_2,
        lead(per, 2) OVER w AS per_3
    FROM borders
    WINDOW w AS (ORDER BY since)
)
SELECT day, ends.* FROM days JOIN ends ON since < day + INTERVAL '1' DAY AND until > day WHERE day < DATE '2015-06-01';

DROP TABLE IF EXISTS sums;
CREATE TABLE sums USING parquet AS
WITH placed AS (
    SELECT c.contract, c.service, c.number, u.usage_class, u.started_at, u.record_id, u.quantity
    FROM usage u
    JOIN contracts c ON u.number = c.number AND u.started_at >= c.start AND u.started_at < c.`end`
),
covered AS (
    SELECT contract, usage_class, started_at, quantity,
        greatest(0, least(quantity, 1800 - sum(quantity) OVER earlier + quantity)) AS free
    FROM placed
    WHERE service = 'bench-home' AND usage_class IN ('voice|out|fixed|||', 'voice|out|mobile|||')
    WINDOW earlier AS (PARTITION BY contract ORDER BY started_at, record_id ROWS UNBOUNDED PRECEDING)
),
split AS (
    SELECT contract, usage_class, quantity, free, per, per_2, per_3,
        least(quantity, timestampdiff(SECOND, started_at, until)) AS over_1,
        least(quantity, timestampdiff(SECOND, started_at, until_2)) AS over_2
    FROM covered c
    JOIN bands b ON CAST(c.started_at AS DATE) = b.day AND c.started_at >= b.since AND c.started_at < b.until
)
SELECT contract, 'bench-home' AS service, '' AS number, usage_class, count(*) AS records, sum(quantity) AS quantity,
    sum(if(usage_class = 'voice|out|mobile|||', 24000 * ((quantity - free + 5) div 6),
        90000 * ((greatest(over_1 - free, 0) + per - 1) div per
            + (over_2 - greatest(over_1, least(free, over_2)) + per_2 - 1) div per_2
            + (quantity - greatest(over_2, free) + per_3 - 1) div per_3))) AS amount
FROM split
GROUP BY contract, usage_class
UNION ALL
SELECT contract, service, number, usage_class, count(*), sum(quantity),
    sum(CASE
        WHEN usage_class IN ('voice|out|fixed|||', 'voice|out|ip050|||') THEN 80000 * ((quantity + 179) div 180)
        WHEN usage_class = 'voice|out|mobile|||' THEN 160000 * ((quantity + 59) div 60)
        WHEN usage_class = 'packet|out|||DEUE2|'
            THEN 500000 * ((least(quantity, 50) + 49) div 50) + 2000 * (greatest(quantity, 50) - 50)
        WHEN usage_class = 'voice|out|international|US||' AND service = 'ocn-dotphone'
            THEN 90000 * ((quantity + 59) div 60)
        WHEN usage_class = 'voice|out|international|US||' THEN 1000 * ((least(2000000, 102500
            + 300000 * ((least(quantity, 60) + 59) div 60) + 23700 * ((greatest(quantity, 60) - 55) div 6)) + 999)
            div 1000)
        ELSE 0 END)
FROM placed
WHERE NOT (service = 'bench-home' AND usage_class IN ('voice|out|fixed|||', 'voice|out|mobile|||'))
GROUP BY contract, service, number, usage_class;

DROP TABLE IF EXISTS charges;
CREATE TABLE charges USING parquet AS
WITH entries AS (
    SELECT * FROM VALUES
        ('bench-home', 'voice|out|fixed|||', 'local', 'standard'),
        ('bench-home', 'voice|out|mobile|||', 'mobile', 'standard'),
        ('bench-home', 'voice|out|ip050|||', 'ip050', 'standard'),
        ('bench-home', 'voice|out|international|US||', 'abroad', 'export_exempt'),
        ('ocn-dotphone', 'voice|out|fixed|||', 'domestic-fixed', 'standard'),
        ('ocn-dotphone', 'voice|out|mobile|||', 'mobile', 'standard'),
        ('ocn-dotphone', 'voice|out|ip050|||', 'ip050', 'standard'),
        ('ocn-dotphone', 'voice|out|international|US||', 'international-us', 'export_exempt'),
        ('world-wing', 'packet|out|||DEUE2|', 'packet-de-o2', 'out_of_scope')
        AS listed (service, usage_class, entry, tax_class)
),
used AS (
    SELECT contract, service, entry, tax_class, sum(records) AS records, sum(quantity) AS quantity,
        sum(amount) div 10000 AS yen
    FROM sums JOIN entries USING (service, usage_class)
    GROUP BY contract, service, entry, tax_class
)
SELECT account, contract, service, entry, tax_class, records, quantity, yen
FROM used JOIN holders USING (contract, service);

-- The discount for incoming calls: whole minutes by number, rounded up once a pool, domestic charges first.
DROP TABLE IF EXISTS incoming;
CREATE TABLE incoming USING parquet AS
WITH pools AS (SELECT *, if(plan = '', contract, plan) AS pool FROM holders WHERE service <> 'world-wing'),
minutes AS (
    SELECT contract, service, number, sum(quantity) div 60 AS units
    FROM sums
    WHERE usage_class IN ('voice|in|fixed|||', 'voice|in|mobile|||')
    GROUP BY contract, service, number
),
earned AS (
    SELECT pool, (sum(units) * 5000 + 9999) div 10000 AS amount
    FROM minutes JOIN pools USING (contract, service)
    GROUP BY pool
),
cells AS (
    SELECT pool, account, contract, service, tax_class, sum(yen) AS base,
        sum(sum(yen)) OVER (PARTITION BY pool, tax_class) AS side,
        coalesce(sum(sum(yen) FILTER (WHERE tax_class = 'standard')) OVER (PARTITION BY pool), 0) AS domestic
    FROM charges JOIN pools USING (account, contract, service)
    GROUP BY pool, account, contract, service, tax_class
),
taken AS (
    SELECT *, least(side, if(tax_class = 'standard', amount, greatest(amount - domestic, 0))) AS taken
    FROM cells JOIN earned USING (pool)
),
floors AS (
    SELECT *, taken * base div side AS share,
        row_number() OVER (PARTITION BY pool, tax_class ORDER BY taken * base % side DESC, contract) AS turn,
        taken - sum(taken * base div side) OVER (PARTITION BY pool, tax_class) AS rest
    FROM taken
    WHERE side > 0 AND taken > 0
)
SELECT account, contract, service, tax_class, share + if(turn <= rest, 1, 0) AS yen FROM floors;

DROP TABLE IF EXISTS lines;
CREATE TABLE lines USING parquet AS
SELECT account, contract, service, entry, tax_class, records, quantity, yen FROM charges
UNION ALL
SELECT account, contract, service, 'monthly', 'standard', 0, 0,
    if(service = 'bench-home', 1700, 280)
        * if(start >= DATE '2015-05-01', datediff(DATE '2015-06-01', start), 31) div 31
FROM holders
WHERE service <> 'world-wing'
UNION ALL
SELECT account, contract, service, 'call-waiting', 'standard', 0, 0, 300
FROM holders
WHERE service = 'bench-home' AND options = 'call-waiting'
UNION ALL
SELECT account, contract, service, 'installation', 'standard', 0, 0, 800
FROM holders
WHERE service = 'bench-home' AND start >= DATE '2015-05-01'
UNION ALL
SELECT account, contract, service, 'incoming-call', tax_class, 0, 0, -yen FROM incoming WHERE yen > 0
UNION ALL
SELECT c.account, c.contract, c.service, 'abroad-tenth', c.tax_class, 0, 0,
    -least(c.yen div 10, c.yen - coalesce(i.yen, 0))
FROM charges c
LEFT JOIN incoming i USING (contract, service, tax_class)
WHERE c.entry = 'abroad' AND least(c.yen div 10, c.yen - coalesce(i.yen, 0)) > 0;

CREATE OR REPLACE TEMPORARY VIEW taxes AS
SELECT account, tax_class, sum(yen) AS base, if(tax_class = 'standard', sum(yen) * 8 div 100, 0) AS tax
FROM lines
GROUP BY account, tax_class;
