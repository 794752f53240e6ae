// What the executable itself runs: it puts the program that it holds into a folder, once, and starts it from there.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getAsset, getRawAsset } from 'node:sea'
import { unpack } from './archive.ts'
import { ensureFolder, programFolder } from './program-folder.ts'
import { markUse, removeUnused } from './program-use.ts'

const stamp = getAsset('stamp', 'utf8')
const [self = '', , ...words] = process.argv
// A process that was forked names the file that it wants, behind options that were for Node; it may know no other place.
const forked = process.connected ? words.findIndex(word => word.includes(stamp)) : -1
const file = words[forked]
const folder = file === undefined ? programFolder(stamp) : file.slice(0, file.indexOf(stamp) + stamp.length)
try {
  // Another version may have found that nobody uses this one, just now.
  do {
    ensureFolder(folder, into => {
      process.stderr.write(`pitwall unpacks itself into ${folder}, this once\n`)
      unpack(new Uint8Array(getRawAsset('program')), into)
    })
  } while (!markUse(folder))
  if (file === undefined) removeUnused(dirname(folder), stamp)
} catch (fault) {
  const reason = fault instanceof Error ? fault.message : String(fault)
  process.stderr.write(
    `pitwall cannot unpack itself (${reason}); name a folder that you may write to in PITWALL_PROGRAM\n`,
  )
  process.exit(1)
}

const script = file ?? join(folder, 'src/cli/main.js')
process.argv = [self, script, ...words.slice(forked + 1)]
// An executable itself may import nothing from the disk; a file that it requires may.
createRequire(join(folder, 'start.cjs'))('./start.cjs')(script)
