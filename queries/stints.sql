-- Stints: from one pit visit to the next, how many laps, how fast, what they burnt
-- chart: bar mean_lap_ms by stint
WITH counted AS (
  SELECT
    session_id, track, car, driver, lap_number, kind, valid, lap_time_ms, fuel_used_l, tyre_compound,
    1 + coalesce(sum(CASE WHEN kind IN ('in', 'out-in') THEN 1 ELSE 0 END) OVER (
      PARTITION BY session_id ORDER BY lap_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS stint
  FROM laps
)
SELECT
  session_id,
  CAST(stint AS INTEGER) AS stint,
  max(track) AS track,
  max(car) AS car,
  max(driver) AS driver,
  min(lap_number) AS first_lap,
  max(lap_number) AS last_lap,
  CAST(count(*) AS INTEGER) AS laps,
  min(CASE WHEN kind = 'flying' AND valid THEN lap_time_ms END) AS best_lap_ms,
  round(avg(CASE WHEN kind = 'flying' AND valid THEN lap_time_ms END)) AS mean_lap_ms,
  sum(fuel_used_l) AS fuel_used_l,
  max(tyre_compound) AS tyre_compound
FROM counted
GROUP BY session_id, stint
ORDER BY session_id, stint
