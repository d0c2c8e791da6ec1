CREATE TABLE charges AS
SELECT c.contract, t.charge, year(u.started_at) * 12 + month(u.started_at) - 1 AS month, count(*) AS records,
    sum(u.quantity) AS quantity,
    sum(least(t.maximum, t.setup
        + (least(u.quantity, t.up_to_1) + t.per_1 - 1) // t.per_1 * t.yen_1
        + (least(greatest(u.quantity, t.from_2), t.up_to_2) - t.from_2 + t.per_2 - 1)
            // t.per_2 * t.yen_2)) AS amount
FROM usage u
LEFT JOIN contracts c ON u.number = c.number AND u.started_at >= c.start AND u.started_at < c."end"
LEFT JOIN tariff t ON c.service = t.service AND u.usage_class = t.usage_class
    AND u.started_at >= t.start AND u.started_at < t."end"
GROUP BY ALL
