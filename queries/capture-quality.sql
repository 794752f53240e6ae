-- How well each session was captured: rate, gaps and torn pages
SELECT
  s.session_id,
  s.site,
  s.rig,
  s.origin,
  s.track,
  count(*) AS laps,
  sum(l.samples) AS samples,
  round(avg(l.quality_rate_hz), 1) AS mean_rate_hz,
  sum(l.quality_gaps) AS gaps,
  sum(l.quality_torn) AS torn
FROM sessions s
JOIN laps l ON l.session_id = s.session_id
GROUP BY s.session_id, s.site, s.rig, s.origin, s.track
ORDER BY s.session_id DESC
