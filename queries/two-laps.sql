-- The two fastest laps of the newest session, speed over the track
-- chart: line difference_kmh by spline
WITH newest AS (
  SELECT session_id FROM laps WHERE kind = 'flying' AND valid ORDER BY started_at DESC LIMIT 1
),
ranked AS (
  SELECT lap_id, row_number() OVER (ORDER BY lap_time_ms, lap_number) AS place
  FROM laps
  WHERE kind = 'flying' AND valid AND session_id IN (SELECT session_id FROM newest)
)
SELECT
  a.point / 2047e0 AS spline,
  round(a.speed_kmh, 1) AS fastest_kmh,
  round(b.speed_kmh, 1) AS second_kmh,
  round(a.speed_kmh - b.speed_kmh, 1) AS difference_kmh
FROM grids a
JOIN grids b ON b.point = a.point
WHERE a.lap_id IN (SELECT lap_id FROM ranked WHERE place = 1)
  AND b.lap_id IN (SELECT lap_id FROM ranked WHERE place = 2)
ORDER BY a.point
