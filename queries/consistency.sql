-- How steady each driver is: mean, spread and best of the valid laps
-- chart: scatter spread_ms by mean_lap_ms
SELECT
  driver,
  car,
  track,
  count(*) AS valid_laps,
  round(avg(lap_time_ms)) AS mean_lap_ms,
  round(stddev_samp(lap_time_ms)) AS spread_ms,
  min(lap_time_ms) AS best_lap_ms
FROM laps
WHERE kind = 'flying' AND valid
GROUP BY driver, car, track
ORDER BY spread_ms
