import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startHub } from '../../src/hub/hub.ts'
import type { FieldCar, FieldMessage } from '../../src/model/field.ts'
import {
  sampleEntries,
  sampleEntry,
  sampleField,
  sampleFieldCar,
  sampleLive,
  sampleSession,
  sampleStatus,
} from '../../src/model/testing/messages.ts'
import { whyNot, withChromium } from './chromium.ts'
import { type HubBench, until, withHub } from './hub-bench.ts'

const skip = whyNot()
const lap_ms = 108_000

/** A race that is driven as it is asked for: cars a few seconds apart, ten messages a second. */
type Race = {
  readonly start: (change?: (cars: readonly FieldCar[]) => readonly FieldCar[]) => void
  readonly stop: () => void
  readonly say: (stream: string, message: unknown) => Promise<unknown>
}

const numberOf = (car: number) => (car === 0 ? 46 : 100 + car)

function carsAt(time_ms: number, count: number): readonly FieldCar[] {
  return Array.from({ length: count }, (_, at) => {
    const driven = time_ms - at * 1500
    const { gap_ms: _g, interval_ms: _i, ...car } = sampleFieldCar()
    const laps = Math.floor(driven / lap_ms)
    return {
      ...car,
      car: at,
      position: at + 1,
      laps,
      spline: driven / lap_ms - laps,
      ...(at > 0 && { gap_ms: at * 1500, interval_ms: 1500 }),
    }
  })
}

async function withRace(count: number, body: (bench: HubBench, race: Race) => Promise<void>): Promise<void> {
  await withHub(async bench => {
    const client = await bench.rig()
    const say = (stream: string, message: unknown) =>
      client.publishAsync(`rigs/home/rig1/${stream}`, JSON.stringify(message), {
        qos: stream === 'live' || stream === 'field' || stream === 'entries' ? 0 : 1,
      })
    let seq = 0
    let driving: ReturnType<typeof setInterval> | undefined
    const started = Date.now()
    const race: Race = {
      say,
      start(change = cars => cars) {
        clearInterval(driving)
        driving = setInterval(() => {
          seq += 1
          const time_ms = 10 * lap_ms + 60_000 + (Date.now() - started)
          const field: FieldMessage = {
            ...sampleField({ seq, at_ms: Date.now(), player_car: 0 }),
            session: { ...sampleField().session, time_ms },
            cars: [...change(carsAt(time_ms, count))],
          }
          const live = { fuel_l: 40, fuel_per_lap_l: 2.7, tyre_pressure_psi_fl: 26.6, spline: 0.5 }
          const stamp = { seq, t_us: seq * 100_000, at_ms: Date.now(), ...live }
          for (const [stream, message] of [
            ['field', field],
            ['live', { ...sampleLive(), ...stamp }],
          ] as const)
            say(stream, message).catch(() => undefined)
          if (seq % 10 === 1) say('entries', entriesOf(count)).catch(() => undefined)
        }, 100)
      },
      stop: () => clearInterval(driving),
    }
    try {
      await say('status', sampleStatus())
      await say(
        'session',
        sampleSession({ driver: 'A. Driver', track: 'monza', session_type: 'race', origin: 'virtual' }),
      )
      race.start()
      await body(bench, race)
    } finally {
      race.stop()
    }
  })
}

const entriesOf = (count: number) =>
  sampleEntries({
    cars: Array.from({ length: count }, (_, car) =>
      sampleEntry({
        car,
        number: numberOf(car),
        drivers: [{ name: car === 0 ? 'A. Driver' : `Guest Number${car}`, short: 'GUE' }],
      }),
    ),
  })

const tower = (page: Page) => page.getByRole('region', { name: 'Timing tower' })
const rowOf = (page: Page, number: number) =>
  tower(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: String(number), exact: true }) })

test('the wall shows everybody in order, looks at the car that is asked for, and says so in its address', {
  skip,
}, async () => {
  await withRace(20, async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}wall`, {
        viewport: { width: 1920, height: 1080 },
      })
      await rowOf(page, 119).getByText('G. Number19').waitFor()
      assert.equal(await tower(page).getByRole('row').count(), 21)
      await rowOf(page, 103).getByText('+4.500').waitFor()

      // Its own car runs pitwall: tyres and fuel are known. Of another nothing is shown, not even zeros.
      const looked = page.getByRole('region', { name: 'The car that is looked at' })
      await looked.getByText('26.6').waitFor()
      await looked.getByText('14.8', { exact: true }).waitFor()
      await rowOf(page, 103).click()
      await looked.getByText(/^No tyres or fuel/).waitFor()
      assert.doesNotMatch((await looked.textContent()) ?? '', /psi/)
      assert.match(page.url(), /[?&]ref=103/)
      await rowOf(page, 46).getByText('−4.500').waitFor()

      await page.reload()
      await rowOf(page, 46).getByText('−4.500').waitFor()
      assert.equal(
        await tower(page).evaluate(
          `document.querySelector('[aria-label="Timing tower"] .scroller').scrollHeight <= document.querySelector('[aria-label="Timing tower"] .scroller').clientHeight`,
        ),
        true,
        'twenty cars fit without scrolling',
      )
      assert.deepEqual(problems, [])
    })
  })
})

test('the wall is worked by keys alone: cars, numbers, the map and the delay', { skip }, async () => {
  await withRace(6, async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}wall`)
      await rowOf(page, 105).waitFor()
      await tower(page).getByRole('button', { name: '46', exact: true }).focus()
      await page.keyboard.press('ArrowDown')
      await until(() => /ref=101/.test(page.url()))
      await page.keyboard.press('ArrowDown')
      await until(() => /ref=102/.test(page.url()))
      await page.keyboard.press('/')
      await page.keyboard.type('104')
      await page.keyboard.press('Enter')
      await until(() => /ref=104/.test(page.url()))
      await tower(page).getByRole('button', { name: '104', exact: true }).focus()
      await page.keyboard.press('g')
      await until(() => /map=gaps/.test(page.url()))
      await page.getByRole('img', { name: 'Cars by the time between them' }).waitFor()
      await page.keyboard.press('g')
      await page.getByRole('img', { name: 'Cars along the lap' }).waitFor()
      await page.locator('body').press('ArrowUp')
      await until(() => /ref=103/.test(page.url()))
      await page.locator('body').press('ArrowDown')
      await until(() => /ref=104/.test(page.url()))
      await page.keyboard.press('d')
      await until(() => /rows=close/.test(page.url()))
      await page.keyboard.press('r')
      assert.match(page.url(), /ref=104/, 'the key of Live is no key here')
      await page.keyboard.press('m')
      await page.keyboard.type('late on the brakes')
      await page.keyboard.press('Enter')
      const log = page.getByRole('region', { name: 'Events' })
      await log
        .getByRole('listitem')
        .filter({ hasText: /104.*mark.*late on the brakes/ })
        .waitFor()
      await page.keyboard.press('.')
      await page.getByText('DELAYED 5 s').waitFor()
      await page.keyboard.press(',')
      await page.getByText('no delay').waitFor()
      await page.keyboard.press('Escape')
      await until(() => !/ref=/.test(page.url()))
      assert.deepEqual(problems, [])
    })
  })
})

test('a gap that is not told is estimated and says so, a car in the pit lane wears a badge, a struck lap a cross', {
  skip,
}, async () => {
  await withRace(4, async (bench, race) => {
    await withChromium(async visit => {
      const { page } = await visit(`${bench.hub.url}wall`)
      await rowOf(page, 103).waitFor()
      race.start(cars =>
        cars.map(car => {
          const { gap_ms: _g, interval_ms: _i, ...rest } = car
          if (car.car === 1) return rest
          if (car.car === 2) return { ...car, location: 'pit-lane' }
          const isStruck = car.car === 3 && car.current !== undefined
          return isStruck ? { ...car, current: { ...car.current, invalid: true } } : car
        }),
      )
      await rowOf(page, 101).getByTitle('estimated from the places on the track').first().waitFor()
      await rowOf(page, 101).getByText('≈').first().waitFor()
      await rowOf(page, 102).getByText('PIT').waitFor()
      await rowOf(page, 103).getByText('INV').waitFor()
      await page.getByRole('region', { name: 'Events' }).getByText('into the pit lane').waitFor()
    })
  })
})

test('a field that falls silent looks old, and a hub that goes away is missed aloud and found again', {
  skip,
}, async () => {
  await withRace(5, async (bench, race) => {
    await withChromium(async visit => {
      const { page } = await visit(`${bench.hub.url}wall`)
      await rowOf(page, 104).waitFor()
      await page.locator('.wall[data-freshness="live"]').waitFor()
      race.stop()
      await page.locator('.wall[data-freshness="stale"]').waitFor()
      await page
        .getByRole('alert')
        .getByText(/^✕ NO FIELD/)
        .waitFor()
      race.start()
      await page.locator('.wall[data-freshness="live"]').waitFor()
      race.stop()
      const { port, mqttPort } = bench.hub
      await bench.hub.close()
      await page
        .getByRole('alert')
        .getByText(/RECONNECTING/)
        .waitFor()
      await rowOf(page, 104).waitFor()
      const again = await startHub({ data: bench.data, port, mqttPort })
      try {
        // The rig's own link comes back by itself, as the page does.
        await until(async () => {
          const rigs = await bench.get<readonly unknown[]>('/api/rigs').catch(() => [])
          await race.say('status', sampleStatus()).catch(() => undefined)
          return rigs.length > 0
        })
        race.start()
        await page.locator('.wall[data-freshness="live"]').waitFor()
        await page.getByRole('alert').waitFor({ state: 'detached' })
      } finally {
        race.stop()
        await again.close()
      }
    })
  })
})

test('words from the wall stand on the screen of a driver who agreed to it, and leave it once they are answered', {
  skip,
}, async () => {
  await withRace(3, async bench => {
    await withChromium(async visit => {
      const driver = await visit(`${bench.hub.url}live`)
      await driver.page.locator('.live').waitFor()
      const { page, problems } = await visit(`${bench.hub.url}wall`)
      const form = page.getByRole('form', { name: 'Message to A. Driver' })
      const send = async (words: string) => {
        await form.getByRole('textbox').fill(words)
        await page.keyboard.press('Enter')
      }
      await send('LAST LAP')
      await form
        .getByRole('status')
        .getByText(/^LAST LAP.*not shown: the driver takes no words/)
        .waitFor()
      assert.equal(await driver.page.getByText('LAST LAP').count(), 0, 'who has not agreed is not disturbed')

      await driver.page.keyboard.press('w')
      const words = driver.page.getByText('BOX BOX')
      await until(async () => {
        // Words follow one another by a second at least, and stay for five.
        await page.waitForTimeout(1100)
        await send('BOX BOX')
        await words.waitFor({ timeout: 4000 }).catch(() => undefined)
        await driver.page.keyboard.press('Enter')
        const answered = form.getByRole('status').getByText(/^BOX BOX.*· acknowledged$/)
        return answered.waitFor({ timeout: 4000 }).then(
          () => true,
          () => false,
        )
      })
      await words.waitFor({ state: 'detached' })
      assert.deepEqual([...problems, ...driver.problems], [])
    })
  })
})

test('sixty cars that change places all the time keep the page awake', { skip }, async () => {
  await withRace(60, async (bench, race) => {
    let turn = 0
    race.start(cars => {
      turn += 1
      const at = turn % 58
      const swapped = cars.map(car => ({ ...car }))
      const [a, b] = [swapped[at], swapped[at + 1]]
      if (a !== undefined && b !== undefined) [swapped[at], swapped[at + 1]] = [b, a]
      return swapped.map((car, index) => ({ ...car, position: index + 1 }))
    })
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}wall?map=gaps`, {
        viewport: { width: 1920, height: 1080 },
      })
      await rowOf(page, 159).waitFor()
      assert.equal(await tower(page).getByRole('row').count(), 61)
      // The very elements stay: rows move, they are not made anew.
      await page.evaluate(
        `window.rows = new Set(document.querySelectorAll('[aria-label="Timing tower"] tbody tr'))`,
      )
      const before = await page.evaluate<string>(
        `document.querySelector('[aria-label="Timing tower"] tbody').innerText`,
      )
      await until(
        async () =>
          (await page.evaluate<string>(
            `document.querySelector('[aria-label="Timing tower"] tbody').innerText`,
          )) !== before,
      )
      assert.equal(
        await page.evaluate(
          `[...document.querySelectorAll('[aria-label="Timing tower"] tbody tr')].every(row => window.rows.has(row))`,
        ),
        true,
      )
      assert.deepEqual(problems, [])
    })
  })
})
