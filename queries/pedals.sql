-- Full throttle, braking and coasting, in % of each lap
-- chart: line full_throttle_pct by lap_number for each session_id
SELECT
  session_id,
  lap_number,
  round(100e0 * avg(CASE WHEN throttle >= 0.98 THEN 1e0 ELSE 0e0 END), 1) AS full_throttle_pct,
  round(100e0 * avg(CASE WHEN brake > 0.02 THEN 1e0 ELSE 0e0 END), 1) AS braking_pct,
  round(100e0 * avg(CASE WHEN throttle <= 0.02 AND brake <= 0.02 THEN 1e0 ELSE 0e0 END), 1) AS coasting_pct
FROM samples
WHERE lap_id IS NOT NULL AND throttle IS NOT NULL AND brake IS NOT NULL
GROUP BY session_id, lap_number
ORDER BY session_id, lap_number
