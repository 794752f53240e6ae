-- Best lap of each driver, and how far behind the fastest
-- chart: bar best_lap_ms by driver
SELECT
  track,
  driver,
  car,
  min(lap_time_ms) AS best_lap_ms,
  min(lap_time_ms) - min(min(lap_time_ms)) OVER (PARTITION BY track) AS behind_ms,
  count(*) AS valid_laps
FROM laps
WHERE kind = 'flying' AND valid
GROUP BY track, driver, car
ORDER BY track, best_lap_ms
