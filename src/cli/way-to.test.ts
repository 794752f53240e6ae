import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withFolder } from '../../test/e2e/command.ts'
import { startHub } from '../hub/hub.ts'
import { wayTo } from './way-to.ts'

test('at a terminal the link of the first owner is shown, once, and lies in no file', () =>
  withFolder(async data => {
    const hub = await startHub({ data, host: '0.0.0.0', port: 0, mqttPort: 0, log: 'silent' })
    try {
      assert.match(wayTo(hub, true).join('\n'), /https:\/\/\S+\/\?token=pw_\S+/)
      assert.doesNotMatch(wayTo(hub, true).join('\n'), /pw_/)
      assert.ok(!existsSync(join(data, 'owner-link')))
    } finally {
      await hub.close()
    }
  }))
