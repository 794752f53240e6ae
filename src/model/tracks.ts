// The tracks of ACC, with lengths, sector ends and corners as shares of the centre line.
// Sources: the official server handbook, Kunos documents, published corner tables.
import type { Track } from './track.ts'
import { britishTracks } from './tracks/british.ts'
import { europeanTracks } from './tracks/european.ts'
import { overseasTracks } from './tracks/overseas.ts'

export const tracks = {
  ...europeanTracks,
  ...britishTracks,
  ...overseasTracks,
} as const satisfies Readonly<Record<string, Track>>
