// AWS IoT SQL without AWS: compile a statement once, ask it about every message.
import { compile, Payload } from 'pitwall/rules'

const statement = compile(
  "SELECT driver, lap_time_ms AS ms FROM 'rigs/+/+/lap' WHERE valid AND lap_time_ms < 108000",
)

for (const lap of [
  { driver: 'Vera Tual', lap_time_ms: 107_832, valid: true },
  { driver: 'Milo Anders', lap_time_ms: 108_401, valid: true },
  { driver: 'Petr Novák', lap_time_ms: 107_204, valid: false },
]) {
  const result = statement.evaluate({
    topic: 'rigs/home/rig1/lap',
    payload: new Payload(Buffer.from(JSON.stringify(lap))),
    context: { timestamp: Date.now(), newUuid: () => crypto.randomUUID(), random: Math.random },
  })
  console.log(lap.driver, result.fires ? result.output.text() : 'does not fire')
}
