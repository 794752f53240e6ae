// What a person sees at a terminal: `script` makes one, and what is typed goes through it.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { eventually, start, withFolder } from './command.ts'

/** The line is begun anew. */
const cleared = '\r\u001b[K'
const usable = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

test(
  'at a terminal, keys stop a recording, let it go, move it, change its pace and end it',
  {
    skip: !usable && 'no script of util-linux',
    timeout: 240_000,
  },
  () =>
    withFolder(async folder => {
      const words = ['record', '--source', 'virtual', '--speed', '40', '--rate', '50', '--out', folder]
      const recorder = start(words)
      const size = async () => {
        const [name] = await readdir(folder)
        return name === undefined ? 0 : (await stat(join(folder, name))).size
      }
      await eventually(size, bytes => bytes > 200_000)
      assert.equal((await recorder.stop()).code, 0)
      const [name = ''] = await readdir(folder)

      const bin = resolve('bin/pitwall.js')
      const command = `'${process.execPath}' '${bin}' replay '${join(folder, name)}' --loop --data '${join(folder, 'data')}'`
      const terminal = spawn('script', ['-qfec', command, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      })
      let seen = ''
      terminal.stdout.setEncoding('utf8').on('data', (part: string) => {
        seen += part
      })
      const ended = new Promise<number | null>(done => terminal.once('close', done))
      /** What is shown from now on has this in it. */
      const shows = async (pattern: RegExp, key = '') => {
        seen = ''
        terminal.stdin.write(key)
        await eventually(
          async () => seen,
          text => pattern.test(text),
          60,
        )
      }
      try {
        await shows(/0:0\d\.\d ×1/)
        await shows(/\d stopped/, ' ')
        await shows(/\d ×1/, ' ')
        await shows(/×4/, '\u001b[A\u001b[A')
        await shows(/×2/, '\u001b[B')
        await shows(/0:[1-5]\d\.\d ×2/, '\u001b[C')
        await shows(/0:0\d\.\d ×2/, '0')
        await shows(/pages sent/, 'q')
        assert.equal(await ended, 0)
        // Talk begins at the left of a line of its own, and nothing is left under it.
        const [before = ''] = seen.split(/\d+ pages sent/)
        assert.ok(before.endsWith('\n') || before.endsWith(cleared), JSON.stringify(seen))
        assert.ok(seen.endsWith(cleared), JSON.stringify(seen))
      } finally {
        terminal.kill('SIGKILL')
        await ended
      }
    }),
)
