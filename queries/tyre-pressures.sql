-- Mean tyre pressures lap by lap
-- chart: line tyre_pressure_psi_fl by lap_number for each session_id
SELECT
  session_id,
  lap_number,
  round(tyre_pressure_psi_fl, 2) AS tyre_pressure_psi_fl,
  round(tyre_pressure_psi_fr, 2) AS tyre_pressure_psi_fr,
  round(tyre_pressure_psi_rl, 2) AS tyre_pressure_psi_rl,
  round(tyre_pressure_psi_rr, 2) AS tyre_pressure_psi_rr,
  round(air_temp_c, 1) AS air_temp_c
FROM laps
WHERE tyre_pressure_psi_fl IS NOT NULL
ORDER BY session_id, lap_number
