-- Fuel: what a lap takes, and how many laps are left at its end
-- chart: line laps_left by lap_number for each session_id
SELECT
  session_id,
  lap_number,
  round(fuel_used_l, 2) AS fuel_used_l,
  round(fuel_l, 1) AS fuel_l,
  round(fuel_l / avg(fuel_used_l) OVER (
    PARTITION BY session_id ORDER BY lap_number ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
  ), 1) AS laps_left
FROM laps
WHERE fuel_used_l > 0
ORDER BY session_id, lap_number
