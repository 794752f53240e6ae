import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleLive, sampleSession } from '../../src/model/testing/messages.ts'
import { type Visit, whyNot, withChromium } from './chromium.ts'
import { until, withHub } from './hub-bench.ts'
import { lapIdOf, type SyntheticLap, sendLaps } from './synthetic-lap.ts'

const skip = whyNot()
const monza_m = 5793

const lap = (lap_number: number, change: Partial<SyntheticLap> = {}): SyntheticLap => ({
  lap_number,
  track: 'monza',
  length_m: monza_m,
  channels: { speed_kmh: metre => 200 + lap_number + 60 * Math.sin(metre / 300), throttle: () => 1 },
  ...change,
})

test('a lap just driven is shown when its samples have come, and the next one while it is driven', {
  skip,
}, async () => {
  await withHub(async bench => {
    await withChromium(async visit => {
      const rig = await bench.rig()
      const visited = Promise.withResolvers<Visit>()
      const toldFirst = async () => {
        const first = await visit(`${bench.hub.url}compare?a=${lapIdOf(2)}&b=${lapIdOf(1)}`)
        await first.page.getByText('Its samples are on the way.').waitFor()
        visited.resolve(first)
      }
      const started_at = new Date(Date.now() - 90_000).toISOString()
      await sendLaps(bench, rig, [lap(1), lap(2, { toldFirst, change: { started_at } })])
      const { page, problems } = await visited.promise
      await page.getByText('sum = lap Δ').waitFor()
      assert.equal(await page.getByText('on the way').count(), 0)

      const say = (stream: string, message: unknown) =>
        rig.publishAsync(`rigs/home/rig1/${stream}`, JSON.stringify(message), { qos: 1 })
      await say('session', sampleSession({ car: 'mercedes_amg_gt3' }))
      let row = 0
      const drive = async (until_row: number) => {
        for (; row < until_row; row++) {
          const values = { speed_kmh: 210, throttle: row % 2, spline: row / 2000, lap_time_ms: row * 50 }
          const { brake: _brake, ...live } = sampleLive({
            ...values,
            seq: row,
            t_us: row * 50_000,
            at_ms: Date.now(),
          })
          await say('live', live)
          await new Promise(resolve => setTimeout(resolve, 5))
        }
      }
      await drive(60)
      await page.keyboard.press('l')
      await page.locator('dd[data-slot="d"]').first().waitFor()
      const way = () =>
        page.evaluate<number>(`(() => {
          const canvas = document.querySelectorAll('.chart canvas')[1]
          const colour = getComputedStyle(document.documentElement).getPropertyValue('--lap-d').trim()
          const [r, g, b] = [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
          const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
          let last = 0
          for (let at = 0; at < data.length; at += 4)
            if (Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 24)
              last = Math.max(last, (at / 4) % width)
          return last
        })()`)
      await until(async () => (await way()) > 0)
      const before = await way()
      await drive(260)
      await until(async () => (await way()) > before + 40)
      assert.deepEqual(problems, [])
    })
  })
})
