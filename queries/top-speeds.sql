-- Top speed of each lap, and where on the track it was reached
-- chart: line top_speed_kmh by lap_number for each session_id
WITH ranked AS (
  SELECT
    session_id,
    lap_number,
    speed_kmh,
    spline,
    row_number() OVER (PARTITION BY session_id, lap_number ORDER BY speed_kmh DESC, t_us) AS place
  FROM samples
  WHERE speed_kmh IS NOT NULL AND lap_id IS NOT NULL
)
SELECT
  session_id,
  lap_number,
  round(speed_kmh, 1) AS top_speed_kmh,
  round(spline, 4) AS spline
FROM ranked
WHERE place = 1
ORDER BY session_id, lap_number
