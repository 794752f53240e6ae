// The command line: one file per command, and one place where a run ends.
import { CommanderError } from 'commander'
import { beFrugal } from './frugal.ts'
import { CommandFault, exits, say, sentenceOf } from './output.ts'
import { programFor } from './program.ts'

const [, , word] = process.argv
// They run beside a game.
if (word === 'rig' || word === 'record') beFrugal()
const program = await programFor(word)

// Whoever reads the answer may stop in the middle of it: `pitwall laps | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync()
} catch (fault) {
  // Whatever the fault left open does not keep a failed command alive.
  setTimeout(() => process.exit(), 2000).unref()
  if (fault instanceof CommanderError) {
    process.exitCode = fault.exitCode === 0 ? exits.done : exits.usage
  } else {
    say(sentenceOf(fault))
    process.exitCode = fault instanceof CommandFault ? fault.exit : exits.failed
  }
}
