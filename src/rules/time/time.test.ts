import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTime } from './format-time.ts'
import { parseTime } from './parse-time.ts'
import { instantOf, offsetAt, utc, type Zone, zoneNamed } from './zone.ts'

const instant = Date.UTC(2023, 10, 14, 22, 13, 20, 123)
const zone = (name: string): Zone => zoneNamed(name) ?? assert.fail(name)
const print = (pattern: string, name = 'UTC', at = instant) => formatTime(pattern, at, zone(name))

test('Joda patterns print every field of a time', () => {
  assert.equal(print('yyyy-MM-dd HH:mm:ss.SSS'), '2023-11-14 22:13:20.123')
  assert.equal(print('EEEE, MMMM d, yy h:mm a'), 'Tuesday, November 14, 23 10:13 PM')
  assert.equal(print('EEE MMM D e K k G C'), 'Tue Nov 318 2 10 22 AD 20')
  assert.equal(print("xxxx-'W'ww 'o''clock' ''"), "2023-W46 o'clock '")
  assert.equal(print('S SS SSSSSS'), '1 12 123000')
  assert.equal(print('h k', 'UTC', Date.UTC(2023, 0, 1)), '12 24')
})

test('a zone shifts the time and has a name and an offset', () => {
  assert.equal(
    print('yyyy-MM-dd HH:mm z Z ZZ ZZZ', 'America/Los_Angeles'),
    '2023-11-14 14:13 PST -0800 -08:00 America/Los_Angeles',
  )
  assert.equal(print('HH:mm zzzz', 'Europe/Rome'), '23:13 Central European Standard Time')
  assert.equal(print('HH:mm z', 'Europe/Rome'), '23:13 CET')
  assert.equal(print('HH:mm ZZ', '+05:30'), '03:43 +05:30')
  assert.equal(print('HH z'), '22 UTC')
})

test('a letter that Joda does not know gives nothing', () => {
  assert.equal(print('yyyy-bb'), undefined)
  assert.equal(print("yyyy 'open"), undefined)
})

test('weeks belong to the year of their Thursday', () => {
  assert.equal(print('xxxx ww', 'UTC', Date.UTC(2021, 0, 1)), '2020 53')
  assert.equal(print('xxxx ww', 'UTC', Date.UTC(2018, 11, 31)), '2019 01')
  assert.equal(print('xxxx ww', 'UTC', Date.UTC(2020, 11, 31)), '2020 53')
})

test('JDK patterns read dates, times and zones', () => {
  assert.equal(parseTime('2023-11-14T22:13:20.123Z', "yyyy-MM-dd'T'HH:mm:ss.SSSX"), instant)
  assert.equal(parseTime('20231114221320123', 'yyyyMMddHHmmssSSS'), instant)
  assert.equal(
    parseTime('Tue, 14 Nov 2023 10:13:20 PM -0800', 'EEE, d MMM yyyy h:mm:ss a Z'),
    instant - 123 + 8 * 3_600_000,
  )
  assert.equal(parseTime('2023-318 Europe/Rome', 'uuuu-DDD VV'), Date.UTC(2023, 10, 13, 23))
  assert.equal(parseTime('14.11.23', 'dd.MM.yy'), Date.UTC(2023, 10, 14))
  assert.equal(parseTime('2023-7-4', 'y-M-d'), Date.UTC(2023, 6, 4))
  assert.equal(parseTime('2023-11-14 22:13 PST', 'yyyy-MM-dd HH:mm z'), Date.UTC(2023, 10, 15, 6, 13))
  assert.equal(parseTime('2023-11-14 22:13 GMT+8', 'yyyy-MM-dd HH:mm O'), Date.UTC(2023, 10, 14, 14, 13))
})

test('a part in brackets may be missing', () => {
  assert.equal(parseTime('2023-11-14', 'yyyy-MM-dd[ HH:mm[:ss]]'), Date.UTC(2023, 10, 14))
  assert.equal(parseTime('2023-11-14 22:13', 'yyyy-MM-dd[ HH:mm[:ss]]'), Date.UTC(2023, 10, 14, 22, 13))
  assert.equal(
    parseTime('2023-11-14 22:13:20', 'yyyy-MM-dd[ HH:mm[:ss]]'),
    Date.UTC(2023, 10, 14, 22, 13, 20),
  )
})

test('what does not fit its pattern, and days that no month has, are refused', () => {
  assert.equal(parseTime('2021-02-29', 'yyyy-MM-dd'), undefined)
  assert.equal(parseTime('2021-04-31', 'yyyy-MM-dd'), undefined)
  assert.equal(parseTime('2021-13-01', 'yyyy-MM-dd'), undefined)
  assert.equal(parseTime('2021-01-01x', 'yyyy-MM-dd'), undefined)
  assert.equal(parseTime('Mon 2023-11-14', 'EEE yyyy-MM-dd'), undefined)
  assert.equal(parseTime('2023-11-14', 'YYYY-MM-dd'), undefined)
  assert.equal(parseTime('22:13', 'HH:mm'), undefined)
  assert.equal(parseTime('2023-11-14 25', 'yyyy-MM-dd HH'), undefined)
  assert.equal(parseTime('2023-11-14 10', 'yyyy-MM-dd hh'), undefined)
})

test('a local time that a clock skips moves on, and of two the earlier counts', () => {
  const rome = zone('Europe/Rome')
  assert.equal(instantOf(rome, Date.UTC(2023, 2, 26, 2, 30)), Date.UTC(2023, 2, 26, 1, 30))
  assert.equal(instantOf(rome, Date.UTC(2023, 9, 29, 2, 30)), Date.UTC(2023, 9, 29, 0, 30))
  assert.equal(offsetAt(rome, instant), 3_600_000)
  assert.equal(offsetAt(utc, instant), 0)
})

test('zones are known by the names that Java takes', () => {
  for (const name of ['UTC', 'GMT', 'Z', '+01:00', '-0800', 'UTC+1', 'GMT-03:30', 'Asia/Tokyo']) {
    assert.notEqual(zoneNamed(name), undefined, name)
  }
  for (const name of ['', 'Nope/Zone', '+19:00', 'constructor', '1', 'UTC+'])
    assert.equal(zoneNamed(name), undefined, name)
})
