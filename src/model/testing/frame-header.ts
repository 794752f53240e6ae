// Whose a frame is, for tests of frames.
import { unixMillis } from '../../units/quantity.ts'
import type { FrameHeader } from '../frame.ts'
import { lapIdOf, rigId, sessionIdOf, siteId } from '../identity.ts'

const session = sessionIdOf(siteId('home'), rigId('rig1'), unixMillis(Date.UTC(2026, 10, 24)))

export const sampleHeader: FrameHeader = {
  site: siteId('home'),
  rig: rigId('rig1'),
  session_id: session,
  lap_id: lapIdOf(session, 1053, 3),
  lap_number: 3,
  seq: 17,
}
