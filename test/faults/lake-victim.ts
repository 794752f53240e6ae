// The process that lake-crash.test.ts kills: it lands frames and closes laps as fast as it can, and says on its
// standard output which of them were acknowledged. It begins where the arguments say.
import { openLake } from '../../src/lake/lake.ts'
import { bytesOf, frameOf, lapMessageOf } from '../../src/lake/testing/drive.ts'

const [folder = '', first = '0'] = process.argv.slice(2)
const framesPerLap = 5
const lake = await openLake({ folder })
const say = (line: string) => process.stdout.write(`${line}\n`)
say('open')
for (let lap = Number(first); ; lap++) {
  const start = lap * framesPerLap
  await Promise.all(
    Array.from({ length: framesPerLap }, async (_, index) => {
      const frame = frameOf(start + index, lap)
      await lake.land(bytesOf(frame), frame)
      say(`frame ${start + index}`)
    }),
  )
  await lake.closeLap(lapMessageOf(lap, start, start + framesPerLap - 1))
  say(`lap ${lap}`)
}
