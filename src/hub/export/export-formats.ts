// What laps can be exported as. Apart from the writing of it, because whoever names a format needs no library that draws.

/** Formats, with the ending of the file, its type on the web, and what it is. */
export const exportFormats = {
  ld: { type: 'application/octet-stream', what: 'MoTeC log; the .ldx with its beacons lies beside it' },
  ldx: { type: 'application/xml', what: 'the beacons of a MoTeC log alone' },
  csv: { type: 'text/csv; charset=utf-8', what: 'table as MoTeC i2 exports it, up to 100 rows a second' },
  parquet: { type: 'application/vnd.apache.parquet', what: 'every sample, as the lake has them' },
  json: { type: 'application/json', what: 'the lap, and every measured channel as a list' },
  png: { type: 'image/png', what: 'card to share: lap, sectors, driver, trace and map' },
  mcap: { type: 'application/octet-stream', what: 'the raw pages of the game, where they were recorded' },
} as const satisfies Readonly<Record<string, { readonly type: string; readonly what: string }>>
export type ExportFormat = keyof typeof exportFormats
export const exportFormatNames = Object.keys(exportFormats).filter(
  (name): name is ExportFormat => name in exportFormats,
)

export type ExportedFile = { readonly ending: ExportFormat; readonly bytes: Uint8Array }
