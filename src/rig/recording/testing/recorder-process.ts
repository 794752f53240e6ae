// A recorder of its own process, with the virtual car at twenty times its speed, to be killed.
import { rigId, siteId } from '../../../model/identity.ts'
import { unixMillis } from '../../../units/quantity.ts'
import { virtualSource } from '../../virtual/source.ts'
import { recordPages } from '../record.ts'
import { Tape } from '../tape.ts'

const [, , folder = ''] = process.argv
const tape = await Tape.open({
  ...{ folder, report: () => undefined, site: siteId('home'), rig: rigId('one') },
  ...{ origin: 'virtual', version: '0.0.0' },
})
const source = virtualSource({ startedAt: unixMillis(1_800_000_000_000), rate: 60, speed: 20 })
await recordPages(source, tape, () => undefined, new AbortController().signal)
