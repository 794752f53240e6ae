-- Lap by lap: the times, and the change from the lap before
-- chart: line lap_time_ms by lap_number for each session_id
SELECT
  session_id,
  lap_number,
  kind,
  valid,
  lap_time_ms,
  lap_time_ms - lag(lap_time_ms) OVER (PARTITION BY session_id ORDER BY lap_number) AS change_ms,
  started_at
FROM laps
WHERE lap_time_ms IS NOT NULL
ORDER BY session_id, lap_number
