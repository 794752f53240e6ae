-- Speed in each corner: into it, slowest, out of it
-- chart: bar mean_min_speed_kmh by corner
SELECT
  l.track,
  c.corner,
  max(c.name) AS name,
  round(avg(c.entry_speed_kmh), 1) AS mean_entry_speed_kmh,
  round(avg(c.min_speed_kmh), 1) AS mean_min_speed_kmh,
  round(max(c.min_speed_kmh), 1) AS best_min_speed_kmh,
  round(avg(c.exit_speed_kmh), 1) AS mean_exit_speed_kmh
FROM corners c
JOIN laps l ON l.lap_id = c.lap_id
GROUP BY l.track, c.corner
ORDER BY l.track, c.corner
