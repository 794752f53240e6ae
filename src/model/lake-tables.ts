// The tables of the lake as the hub lists them over HTTP, for whoever writes SQL about them.
import { z } from 'zod'

export const lakeTable = z.object({
  name: z.string(),
  note: z.string(),
  /** What lies in it now; absent where nobody counted. */
  rows: z.int().optional(),
  files: z.int().optional(),
  columns: z.array(
    z.object({
      name: z.string(),
      /** As the SQL of the lake calls it. */
      type: z.string(),
      /** As an axis shows it; absent where there is none. */
      unit: z.string().optional(),
      note: z.string(),
      /** Every row has a value. */
      required: z.boolean(),
    }),
  ),
})
/** A table as it is listed. Names carry their units too, so that SQL reads without this list. */
export type LakeTableListing = Readonly<z.infer<typeof lakeTable>>
