// A connector of its own process, with the virtual car at ten times its speed, to be killed.
import { openMqttLink } from '../../broker/mqtt-link.ts'
import { rigId, siteId } from '../../model/identity.ts'
import { unixMillis } from '../../units/quantity.ts'
import { runRig } from '../run.ts'
import { virtualSource } from '../virtual/source.ts'

const [, , url = '', spoolFolder = ''] = process.argv
await runRig(
  {
    source: virtualSource({ startedAt: unixMillis(Date.now()), rate: 60, speed: 10 }),
    link: openMqttLink({ url, clientId: 'virtual-rig' }),
    site: siteId('home'),
    rig: rigId('one'),
    spoolFolder,
    report: () => undefined,
  },
  new AbortController().signal,
)
