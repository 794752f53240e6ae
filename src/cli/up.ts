// `pitwall up`: hub and connector in one process. The first thing that a new user sees.

import { join } from 'node:path'
import { Command, Option } from 'commander'
import { isOpen, type Told } from '../hub/configuration.ts'
import { dataFolder } from '../hub/data-folder.ts'
import { startHub } from '../hub/hub.ts'
import { openLog } from '../hub/log.ts'
import { certificateOptions, dataOption, lakeOption, lapsOption, whole } from './options.ts'
import { plainLog, print, say } from './output.ts'
import { type RigFlags, rigOptions, rigsOf, runRigs } from './rigs.ts'
import { aborted, stopSignal } from './stop.ts'
import { wayTo } from './way-to.ts'
import { showWaysIn } from './ways-in.ts'

type Flags = RigFlags &
  Pick<
    Told,
    | 'data'
    | 'host'
    | 'name'
    | 'port'
    | 'mqttPort'
    | 'token'
    | 'tokenFile'
    | 'openReading'
    | 'tls'
    | 'tlsCert'
    | 'tlsKey'
    | 'broker'
    | 'awsLimits'
  > &
  Pick<
    Told,
    'brokerCa' | 'brokerCert' | 'brokerKey' | 'brokerClient' | 'group' | 'lake' | 'laps' | 'live'
  > & {
    readonly demo?: true
    readonly logJson?: true
  }

const port = (flag: string, what: string): Option =>
  new Option(`${flag} <number>`, `${what}; 0 takes any free one`).argParser(whole(0, 65_535))

export function upCommand(): Command {
  const command = new Command('up')
    .description('run hub and connector in one process; the virtual rig drives when no game runs')
    .addOption(dataOption())
    .addOption(port('--port', 'of the dashboard (8080)'))
    .addOption(port('--mqtt-port', 'of the MQTT broker (1883)'))
    .option('--host <address>', 'listen on this address; 0.0.0.0 opens the hub to the network')
    .option('--name <name>', 'what rigs find this hub under on the network')
    .option('--token <secret>', 'a secret of an owner; "pitwall access add" makes others')
    .option('--token-file <file>', 'a file that holds it')
    .addOption(
      new Option('--tls <how>', 'own: with an authority made here, the default beyond this machine').choices([
        'own',
        'off',
      ]),
    )
    .option('--tls-cert <file>', 'certificate to show pages and rigs instead, as PEM')
    .option('--tls-key <file>', 'its key, as PEM')
    .option('--open-reading', 'let anybody read who can reach the hub')
    .option('--broker <url>', 'take messages from this broker as well: mqtt://user:password@host:1883')
    .option('--group <name>', 'share the messages of that broker with the other hubs of this group')
    .option('--live <url>', 'send the live stream to a search server as well: opensearch+https://host:9200')
    .option('--demo', 'let the virtual rig drive, whatever game runs')
    .option('--aws-limits', 'refuse what AWS IoT Core would refuse')
    .option('--log-json', 'write the log as JSON lines on stderr, for machines')
  for (const option of [...certificateOptions(), lakeOption(), lapsOption(), ...rigOptions()])
    command.addOption(option)
  return command.action(run)
}

async function run(flags: Flags): Promise<void> {
  const signal = stopSignal()
  const { data, host, name, port, mqttPort, token, tokenFile, awsLimits } = flags
  const { openReading, tls, tlsCert, tlsKey } = flags
  const { broker, brokerCa, brokerCert, brokerKey, brokerClient, group, lake, laps, live } = flags
  const asked = { ...flags, source: flags.demo ? 'virtual' : flags.source }
  const rigs = await rigsOf(asked, 'virtual', Date.now(), say)
  const hub = await startHub(
    {
      ...{ data, host, name, port, mqttPort, token, tokenFile, awsLimits },
      ...{ openReading, tls, tlsCert, tlsKey },
      ...{ broker, brokerCa, brokerCert, brokerKey, brokerClient, group, lake, laps, live },
    },
    process.env,
    flags.logJson ? openLog('info') : plainLog,
  )
  try {
    for (const line of wayTo(hub, process.stdout.isTTY)) print(line)
    print(`  all that is kept lies in ${data}`)
    if (flags.source === 'auto' && !flags.demo && rigs.some(({ source }) => source.origin === 'virtual')) {
      print('  no game is running, so a virtual rig drives; start ACC and run this again to drive yourself')
    }
    // Codes and pictures let somebody in: they are for the eyes at a terminal, and for no log.
    if (process.stdout.isTTY && isOpen(hub.configuration)) showWaysIn(hub)
    const recordings = dataFolder(data).recordings
    await runRigs(rigs, flags, join(data, 'spool'), async () => hub.link(), say, signal, {}, recordings)
    await aborted(signal)
  } finally {
    await hub.close()
  }
}
