// Who drives the virtual rigs: one driver and one car per rig, so that a board of several is worth a look.
import type { VirtualOptions } from '../rig/virtual/source.ts'

const drivers = [
  { name: 'Vera', surname: 'Tual', nick: 'VTU', car: 'mclaren_720s_gt3', skill: 0.86 },
  { name: 'Milo', surname: 'Anders', nick: 'MAN', car: 'bmw_m4_gt3', skill: 0.9 },
  { name: 'Aiko', surname: 'Brandt', nick: 'ABR', car: 'ferrari_296_gt3', skill: 0.82 },
  { name: 'Jonas', surname: 'Okafor', nick: 'JOK', car: 'porsche_992_gt3_r', skill: 0.78 },
  { name: 'Lucía', surname: 'Ferrer', nick: 'LFE', car: 'audi_r8_lms_evo_ii', skill: 0.93 },
  { name: 'Petr', surname: 'Novák', nick: 'PNO', car: 'mercedes_amg_gt3_evo', skill: 0.7 },
  { name: 'Sanna', surname: 'Lind', nick: 'SLI', car: 'lamborghini_huracan_gt3_evo2', skill: 0.88 },
  { name: 'Tomás', surname: 'Reyes', nick: 'TRE', car: 'amr_v8_vantage_gt3', skill: 0.74 },
] as const

/** The driver of rig `index` (from 0); rigs beyond the table get a number behind the name. */
export function demoDriver(index: number): Required<Pick<VirtualOptions, 'driver' | 'car' | 'skill'>> {
  const { car, skill, name, surname, nick } = drivers[index % drivers.length] ?? drivers[0]
  const round = Math.floor(index / drivers.length)
  const number = round === 0 ? '' : ` ${round + 1}`
  return { car, skill, driver: { name, surname: `${surname}${number}`, nick } }
}
