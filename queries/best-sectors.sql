-- Best sectors of each driver, and the lap that they would make together
SELECT
  driver,
  track,
  sector,
  min(sector_time_ms) AS best_sector_ms,
  sum(min(sector_time_ms)) OVER (PARTITION BY driver, track) AS optimal_lap_ms
FROM laps
CROSS JOIN UNNEST(sector_times_ms) WITH ORDINALITY AS s (sector_time_ms, sector)
WHERE kind = 'flying' AND valid
GROUP BY driver, track, sector
ORDER BY driver, track, sector
