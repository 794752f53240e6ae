import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { gameOf } from './broadcasting.ts'
import { findBroadcastingFile, placesOfBroadcastingFile } from './broadcasting-file.ts'

function withHome(body: (home: string, put: (path: string, bytes: string | Uint8Array) => string) => void) {
  const home = mkdtempSync(join(tmpdir(), 'pitwall-home-'))
  try {
    body(home, (path, bytes) => {
      const full = join(home, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, bytes)
      return full
    })
  } finally {
    rmSync(home, { recursive: true })
  }
}

const withinPrefix =
  'steamapps/compatdata/805550/pfx/drive_c/users/steamuser/Documents/Assetto Corsa Competizione/Config/broadcasting.json'
const linux = (home: string) => ({ home, platform: 'linux', environment: {} }) as const
const settings = '{"updListenerPort":9231,"connectionPassword":"pass","commandPassword":"word"}'

test('on Linux the file is found in the Windows that Steam has made for the game', () =>
  withHome((home, put) => {
    assert.equal(findBroadcastingFile(linux(home)), undefined)
    const path = put(`.local/share/Steam/${withinPrefix}`, settings)
    assert.equal(findBroadcastingFile(linux(home)), path)
  }))

test('a library of Steam on another disk is looked into, because Steam’s own list names it', () =>
  withHome((home, put) => {
    const library = join(home, 'games', 'SteamLibrary')
    put(
      '.steam/steam/steamapps/libraryfolders.vdf',
      `"libraryfolders"\n{\n"1"\n{\n"path"\t\t"${library}"\n}\n}\n`,
    )
    const path = put(`games/SteamLibrary/${withinPrefix}`, settings)
    assert.equal(findBroadcastingFile(linux(home)), path)
  }))

test('on Windows it lies among the documents, also where OneDrive has taken them', () => {
  const places = placesOfBroadcastingFile({
    home: 'C:/Users/vera',
    platform: 'win32',
    environment: { USERPROFILE: 'C:/Users/vera', OneDrive: 'D:/Cloud' },
  }).map(place => place.replaceAll('\\', '/'))
  const end = 'Documents/Assetto Corsa Competizione/Config/broadcasting.json'
  assert.deepEqual(places[0], `C:/Users/vera/${end}`)
  assert.ok(places.includes(`D:/Cloud/${end}`) && places.includes(`C:/Users/vera/OneDrive/${end}`))
})

test('a file names the game of this machine with its passwords, in whatever encoding it was saved', () =>
  withHome((_, put) => {
    const utf16 = Buffer.from(settings, 'utf16le')
    for (const bytes of [
      settings,
      `\uFEFF${settings}`,
      utf16,
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
    ]) {
      const path = put('broadcasting.json', bytes)
      assert.deepEqual(
        gameOf(path, () => assert.fail('there is nothing to report')),
        { host: '127.0.0.1', port: 9231, connectionPassword: 'pass', commandPassword: 'word' },
      )
    }
  }))

test('a file that switches broadcasting off is said, with where to learn what to write', () =>
  withHome((_, put) => {
    const reports: string[] = []
    const path = put('broadcasting.json', '{"udpListenerPort":9000,"connectionPassword":"asd"}')
    assert.equal(
      gameOf(path, text => reports.push(text)),
      undefined,
    )
    assert.match(reports[0] ?? '', /only the own car is seen: .*updListenerPort.*pitwall doctor/)
  }))

test('a game on another machine is named by address and port, with its password before an @', () => {
  const silent = () => undefined
  assert.deepEqual(gameOf('192.168.1.20:9000', silent), {
    host: '192.168.1.20',
    port: 9000,
    connectionPassword: 'asd',
    commandPassword: '',
  })
  assert.deepEqual(gameOf('p@ss@sim-pc:9232', silent)?.connectionPassword, 'p@ss')
  assert.deepEqual(gameOf('[::1]:9000', silent)?.host, '::1')
  assert.equal(gameOf('off', silent), undefined)
  for (const wrong of ['sim-pc', 'sim-pc:0', 'sim-pc:99999', '/no/such/broadcasting.json']) {
    assert.throws(() => gameOf(wrong, silent), /--broadcasting: expected auto, off/)
  }
})
