// A machine with a game joins a hub of its network, as people do it: two machines, one cable, six digits.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { PairingList } from '../../src/model/pairing.ts'
import { eventually, pitwallIn, start, startFile, withFolder } from '../e2e/command.ts'
import { noMachines, withMachines } from '../outages/two-machines.ts'

test('a rig finds its hub, is let in by the digits that the hub shows, drives, and is let out again', {
  skip: noMachines,
}, async () => {
  await withMachines(async ({ hub: atHub, rig: atRig }) => {
    await withFolder(async folder => {
      const [data, own] = [join(folder, 'hub'), join(folder, 'rig')]
      const file = join(own, 'paired', 'home-rig7.json')
      const asHub = async <Answer>(...words: readonly string[]): Promise<Answer> =>
        JSON.parse((await pitwallIn(atHub, ...words, '--data', data, '--json')).out)
      const ports = ['--port', '0', '--mqtt-port', '0', '--source', 'none', '--broadcasting', 'off']
      const hub = start(['up', '--host', '0.0.0.0', '--name', 'Box 7', ...ports, '--data', data], {}, atHub)
      const drive = (...more: readonly string[]) =>
        start(
          [
            'rig',
            '--source',
            'virtual',
            '--speed',
            '20',
            '--rate',
            '20',
            '--broadcasting',
            'off',
            '--rig',
            'rig7',
            ...more,
          ],
          { PITWALL_DATA: own },
          atRig,
        )
      const codeFor = async (state: string): Promise<string> => {
        const list = await eventually(
          () => asHub<PairingList>('pair'),
          ({ requests }) => requests.some(request => request.state === state),
        )
        return list.requests.find(request => request.state === state)?.code ?? ''
      }
      const running = [hub]
      try {
        await hub.printed(/all that is kept/)
        const first = drive()
        running.push(first)
        await first.printed(/found Box 7/)
        const code = await codeFor('waiting')
        first.type(code.replace(/^.../, '$& '))
        await first.printed(/paired: Box 7 knows this machine as home\/rig7/)
        assert.equal(statSync(file).mode & 0o777, 0o600)

        type Lap = { readonly rig: string; readonly kind: string }
        const flying = (laps: readonly Lap[]) =>
          laps.filter(lap => lap.rig === 'rig7' && lap.kind === 'flying')
        await eventually(
          () => asHub<readonly Lap[]>('laps'),
          laps => flying(laps).length > 0,
        )

        // With its credential it is itself, and nobody else.
        const script = fileURLToPath(new URL('./trespasser.ts', import.meta.url))
        const trespasser = startFile(script, [file, 'rigs/home/rig8/status'], {}, atRig)
        running.push(trespasser)
        await hub.printed(/may not publish on rigs\/home\/rig8\/status/)
        await trespasser.printed(/thrown out/)

        // The next time nobody types anything.
        await first.stop()
        const second = drive()
        running.push(second)
        await second.printed(/drives/)
        const { err } = await pitwallIn(atHub, 'access', 'revoke', 'home/rig7', '--data', data)
        assert.equal(err, '')
        await second.printed(/Box 7 lets this rig in no more: its owner revoked its credential/)
      } finally {
        for (const one of running.reverse()) await one.stop()
      }
    })
  })
})

test('who types wrong digits gets nothing, and is told what to do', { skip: noMachines }, async () => {
  await withMachines(async ({ hub: atHub, rig: atRig }) => {
    await withFolder(async folder => {
      const [data, own] = [join(folder, 'hub'), join(folder, 'rig')]
      const ports = ['--port', '0', '--mqtt-port', '0', '--source', 'none', '--broadcasting', 'off']
      const hub = start(['up', '--host', '0.0.0.0', ...ports, '--data', data], {}, atHub)
      await hub.printed(/all that is kept/)
      const rig = start(['rig', '--source', 'virtual', '--rig', 'rig8'], { PITWALL_DATA: own }, atRig)
      try {
        await rig.printed(/The hub shows six digits/)
        const { requests }: PairingList = JSON.parse(
          (await pitwallIn(atHub, 'pair', '--data', data, '--json')).out,
        )
        const wrong = requests[0]?.code === '000000' ? '000001' : '000000'
        for (const left of [/2 tries are left/, /one try is left/]) {
          rig.type(wrong)
          await rig.printed(left)
        }
        rig.type(wrong)
        const { code, err } = await rig.finished
        assert.equal(code, 1)
        assert.match(err, /that was the third wrong code; a new one is made with the next try/)
        assert.ok(!existsSync(join(own, 'paired')))
        const kept = readFileSync(join(data, 'access.json'), 'utf8')
        assert.doesNotMatch(kept, /rig8/)
      } finally {
        await Promise.all([hub.stop(), rig.stop()])
      }
    })
  })
})
