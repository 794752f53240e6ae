-- Where the time goes: each corner against its best pass
-- chart: bar mean_loss_ms by corner
WITH passes AS (
  SELECT
    l.track,
    c.corner,
    c.name,
    c.time_ms,
    min(c.time_ms) OVER (PARTITION BY l.track, l.car, c.corner) AS best_ms
  FROM corners c
  JOIN laps l ON l.lap_id = c.lap_id
  WHERE l.kind = 'flying' AND l.valid AND c.time_ms IS NOT NULL
)
SELECT
  track,
  corner,
  max(name) AS name,
  count(*) AS passes,
  min(best_ms) AS best_ms,
  round(avg(time_ms - best_ms)) AS mean_loss_ms
FROM passes
GROUP BY track, corner
ORDER BY mean_loss_ms DESC
