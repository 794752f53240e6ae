// `pitwall discover`: the hubs and connectors of this network.
import { Command } from 'commander'
import { discover } from '../lan/discover.ts'
import type { Found, HubNotice } from '../lan/notices.ts'
import { jsonOption, whole } from './options.ts'
import { exits, print, printJson, printTable, say } from './output.ts'

type Flags = { readonly json?: true; readonly wait: number }

export function discoverCommand(): Command {
  return new Command('discover')
    .description('list the hubs and connectors of this network')
    .addOption(jsonOption())
    .option('--wait <seconds>', 'how long answers are waited for', whole(1, 60), 3)
    .action(async ({ json, wait }: Flags) => {
      const { hubs, rigs } = await discover({ wait_ms: wait * 1000 })
      if (json) printJson({ hubs, rigs })
      else {
        if (hubs.length > 0) printTable(hubHeads, hubs.map(hubRow))
        if (hubs.length > 0 && rigs.length > 0) print('')
        if (rigs.length > 0) {
          const rows = rigs.map(({ site, rig, state, version, addresses }) => [
            ...[`${site}/${rig}`, addresses[0], state, version],
          ])
          printTable(['RIG', 'ADDRESS', 'STATE', 'VERSION'], rows)
        }
      }
      if (hubs.length > 0) return
      say(nobodyThere)
      if (rigs.length === 0) process.exitCode = exits.failed
    })
}

/** What to do when no hub answers. */
export const nobodyThere =
  'No hub answered on this network. A hub can be found when it listens beyond its own machine: pitwall up --host ' +
  '0.0.0.0. Guest networks and some firewalls keep machines apart; then name it: --broker mqtt://ADDRESS:1883.'

export const hubHeads: readonly string[] = ['HUB', 'ADDRESS', 'PAGE', 'MQTT', 'TLS', 'CERTIFICATE', 'VERSION']

/** A hub as a row under `hubHeads`. */
export const hubRow = (hub: Found<HubNotice>): readonly (string | undefined)[] => [
  ...[hub.name, hub.addresses[0], String(hub.port), String(hub.mqttPort), hub.tls ? 'yes' : 'no'],
  ...[hub.fingerprint === undefined ? undefined : `${hub.fingerprint.slice(0, 16)}…`, hub.version],
]
