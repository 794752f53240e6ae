// What is known of a track: its sector lines, mini-sectors and numbered corners, by position.
import { Hono } from 'hono'
import { z } from 'zod'
import type { LapReader } from '../../lake/lap-reader.ts'
import { trackId, trackOf } from '../../model/track.ts'
import { miniSectorsOf } from '../../race/mini-sectors.ts'
import { cornersOn } from '../../race/track-corners.ts'

const share = z.number().min(0).max(1)

/** All positions are shares of the centre line. */
export const trackAnswer = z.object({
  track: z.string(),
  name: z.string(),
  length_m: z.number(),
  /** Ends of all sectors but the last. */
  sector_ends: z.array(share).readonly(),
  mini_sectors: z.array(z.object({ sector: z.int(), mini: z.int(), from: share, to: share })).readonly(),
  corners: z
    .array(
      z.object({
        corner: z.int(),
        name: z.string(),
        from: share,
        /** Where it is tightest, and how far it turns, right is positive: known once a clean lap was driven here. */
        apex: share.optional(),
        to: share,
        turn_deg: z.number().optional(),
      }),
    )
    .readonly(),
  /** Whether a table has the corners, or a lap showed them. */
  corners_from: z.enum(['table', 'lap']).optional(),
})
type TrackAnswer = z.infer<typeof trackAnswer>

/** `GET /tracks/{track}`. */
export function trackRoutes(reader: Pick<LapReader, 'track' | 'shape'>): Hono {
  const app = new Hono()
  app.get('/tracks/:track', context => {
    const written = context.req.param('track')
    const track = reader.track(written)
    if (track === undefined) return context.json({ error: `nothing is known of a track ${written}` }, 404)
    const listed = trackOf(written)?.corners.length
    const corners = cornersOn(track, reader.shape(written)?.bends ?? [])
    return context.json({
      track: trackId(written),
      ...{ name: track.name, length_m: track.length_m, sector_ends: track.sector_ends },
      mini_sectors: miniSectorsOf(track),
      corners,
      ...(corners.length > 0 && { corners_from: listed ? 'table' : 'lap' }),
    } satisfies TrackAnswer)
  })
  return app
}
