import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf16 } from '../text.ts'
import {
  diagnoseBroadcasting,
  encodeBroadcastingSettings,
  readBroadcastingSettings,
} from './broadcasting-json.ts'

const text = '{ "updListenerPort": 9000, "connectionPassword": "geheim ä", "commandPassword": "" }'
const settings = { port: 9000, connectionPassword: 'geheim ä', commandPassword: '' }
const utf8 = (value: string) => new TextEncoder().encode(value)

test('the file is read in every encoding that editors save it in', () => {
  const utf16 = encodeUtf16(text)
  const bigEndian = utf16.map((_, index) => utf16[index ^ 1] ?? 0)
  const files = {
    'utf-16le': utf16,
    'utf-16le with a mark': new Uint8Array([0xff, 0xfe, ...utf16]),
    'utf-16be': bigEndian,
    'utf-16be with a mark': new Uint8Array([0xfe, 0xff, ...bigEndian]),
    'utf-8': utf8(text),
    'utf-8 with a mark': new Uint8Array([0xef, 0xbb, 0xbf, ...utf8(text)]),
    'windows-1252': Uint8Array.from(text, letter => letter.charCodeAt(0)),
    'utf-16le with zeros behind': new Uint8Array([...utf16, 0, 0, 0, 0]),
  }
  for (const [name, bytes] of Object.entries(files)) {
    const { encoding, ...read } = readBroadcastingSettings(bytes)
    assert.deepEqual(read, settings, name)
    assert.ok(name.startsWith(encoding))
  }
})

test('what is written is UTF-16 without a mark, as the game writes it, and is read back', () => {
  const bytes = encodeBroadcastingSettings(settings)
  assert.deepEqual([...bytes.subarray(0, 2)], [0x7b, 0])
  assert.deepEqual(readBroadcastingSettings(bytes), { ...settings, encoding: 'utf-16le' })
})

test('a file that works is called so, and one in another encoding is doubted', () => {
  assert.deepEqual(diagnoseBroadcasting(encodeUtf16(text)), {
    state: 'ok',
    found: 'ACC broadcasts on port 9000',
    settings,
  })
  const doubted = diagnoseBroadcasting(utf8(text))
  assert.equal(doubted.state, 'notice')
  assert.match(doubted.advice ?? '', /save the file as UTF-16 LE/)
})

test('each fault of the file is said with what to write instead', () => {
  const off = diagnoseBroadcasting(utf8('{"updListenerPort":0,"connectionPassword":"geheim"}'))
  assert.match(off.found, /off: updListenerPort is 0 or missing/)
  assert.deepEqual(JSON.parse(off.write ?? ''), {
    updListenerPort: 9000,
    connectionPassword: 'geheim',
    commandPassword: '',
  })
  const renamed = diagnoseBroadcasting(utf8('{"udpListenerPort":9000}'))
  assert.match(renamed.advice ?? '', /rename it to updListenerPort, misspelt as it is/)
  const cases: Readonly<Record<string, RegExp>> = {
    '{"updListenerPort":"9000"}': /updListenerPort: expected a whole number from 1 to 65535, found "9000"/,
    '{"updListenerPort":70000}': /found 70000/,
    '{"updListenerPort":9000,}': /expected JSON/,
    '[]': /expected an object/,
    '': /is empty/,
  }
  for (const [file, expected] of Object.entries(cases)) {
    const diagnosis = diagnoseBroadcasting(utf8(file))
    assert.equal(diagnosis.state, 'fault')
    assert.match(diagnosis.found, expected)
    assert.equal(diagnoseBroadcasting(encodeUtf16(diagnosis.write ?? '')).state, 'ok', 'the cure cures')
  }
  assert.match(diagnoseBroadcasting(undefined).found, /there is no broadcasting.json/)
})
