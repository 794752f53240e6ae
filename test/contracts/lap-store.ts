// What every lap store does, whatever it is made of. An adapter's test calls this with a way to open it, empty, on the
// real engine.
import { test } from 'node:test'
import { boardsContract } from './lap-store/boards.ts'
import { deliveriesContract } from './lap-store/deliveries.ts'
import { listingContract } from './lap-store/listing.ts'
import type { OpenedStore, StoreCheck } from './lap-store/opened-store.ts'
import { ordersContract } from './lap-store/orders.ts'
import { rulingsContract } from './lap-store/rulings.ts'
import { shownContract } from './lap-store/shown.ts'
import { standingsContract } from './lap-store/standings.ts'
import { toldTwice } from './told-twice.ts'

/** `runs`: how many random deliveries are tried; opening a store may be slow. */
export function lapStoreContract(name: string, open: () => Promise<OpenedStore>, runs = 25): void {
  const check: StoreCheck = (sentence, body) =>
    test(`${name}: ${sentence}`, async () => {
      const { store, dispose } = await open()
      try {
        await body(store)
      } finally {
        await dispose()
      }
    })
  listingContract(check)
  ordersContract(check)
  boardsContract(check)
  standingsContract(check)
  rulingsContract(check)
  shownContract(check)
  toldTwice(check)
  deliveriesContract(name, open, check, runs)
}
