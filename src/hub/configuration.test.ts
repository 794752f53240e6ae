import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { configure, isOpen } from './configuration.ts'

function folder(context: TestContext, file?: object | string): string {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-configuration-'))
  context.after(() => rmSync(data, { recursive: true }))
  const text = typeof file === 'string' ? file : JSON.stringify(file)
  if (file !== undefined) writeFileSync(join(data, 'pitwall.json'), text)
  return data
}

test('a flag goes before the environment, the environment before the file, the file before the default', context => {
  const data = folder(context, { port: 1, 'mqtt-port': 2, 'aws-limits': true })
  const environment = { PITWALL_PORT: '3', PITWALL_HOSTS: 'rig.local, wall.local' }
  const read = configure({ data, port: 4 }, environment)
  assert.deepEqual(
    [read.port, read.mqttPort, read.awsLimits, read.hosts, read.host],
    [4, 2, true, ['rig.local', 'wall.local'], '127.0.0.1'],
  )
  assert.equal(configure({ data }, environment).port, 3)
  assert.equal(configure({ data }).port, 1)
})

test('what is wrong is named with the place that it came from', context => {
  const data = folder(context, { port: 'many' })
  const refused = (told: object, environment: Record<string, string>, message: RegExp) =>
    assert.throws(() => configure({ data, ...told }, environment), { code: 'bad-configuration', message })
  refused({}, {}, /"port" in pitwall\.json: .*number.*"many"/)
  refused({ port: 70_000 }, {}, /--port: .*65535/)
  refused({ port: 1 }, { PITWALL_MQTT_PORT: '-1' }, /PITWALL_MQTT_PORT/)
  refused({ port: 1, broker: 'http://x' }, {}, /--broker/)
})

test('a token lies in a file as well, and what is wrong with that is said without showing it', context => {
  const data = folder(context)
  const at = join(data, 'token')
  const holding = (text: string) => {
    writeFileSync(at, text)
    return configure({ data }, { PITWALL_TOKEN_FILE: at }).token
  }
  assert.equal(holding('a secret of mine\r\n'), 'a secret of mine')
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => holding(text), { code: 'bad-configuration', message })
  refused('', /--token-file: expected one line with a secret in .*token, found nothing/)
  refused('one line\nand another', /found more than that/)
  refused('short', /at least 8 letters in .*, found less/)
  assert.throws(() => configure({ data, token: 'another secret', tokenFile: at }), /--token-file: .*say one/)
  assert.throws(() => configure({ data, tokenFile: `${at}s` }), /--token-file: .*ENOENT/)
})

test('a file that knows another word, or is none, is refused', context => {
  assert.throws(() => configure({ data: folder(context, { prot: 1 }) }), /knows no "prot"; it knows .*port/)
  assert.throws(() => configure({ data: folder(context, 'half {') }), /is not one JSON object/)
})

test('a hub is open to the network as soon as one of its listeners is', context => {
  const data = folder(context)
  for (const host of ['0.0.0.0', '::', '192.168.1.20', 'rig.local'])
    assert.equal(isOpen(configure({ data, host })), true, host)
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
    assert.equal(isOpen(configure({ data, host })), false, host)
  assert.equal(isOpen(configure({ data, mqttHost: '0.0.0.0' })), true)
})
