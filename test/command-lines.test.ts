// What the documents tell people to type: every command line of pitwall is parsed by the command line itself, and every
// script of npm is one that there is.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Command, CommanderError } from 'commander'
import { programFor } from '../src/cli/program.ts'

const root = new URL('..', import.meta.url)
const pages = [...globSync(['*.md', 'docs/*.md', 'examples/*.md'], { cwd: root })].sort()
const textOf = (page: string) => readFileSync(new URL(page, root), 'utf8')

/** A line of a block is meant as it stands; a mention within a sentence may leave things out. */
type Line = { readonly page: string; readonly text: string; readonly isWhole: boolean }

const lines = pages.flatMap((page): readonly Line[] => {
  const text = textOf(page)
  const [blocks, prose] = [text.matchAll(/^```\w*\n(.*?)^```/gms), text.replaceAll(/^```.*?^```/gms, '')]
  const whole = [...blocks].flatMap(([, block = '']) => block.replaceAll(/\\\n\s*/g, ' ').split('\n'))
  const mentioned = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll(/\s+/g, ' '))
  const of = (found: readonly string[], isWhole: boolean) =>
    found.flatMap(line => {
      const [, command] = /^\s*(?:npx )?(pitwall [a-z].*)$/.exec(line) ?? []
      return command === undefined ? [] : [{ page, text: command, isWhole }]
    })
  return [...of(whole, true), ...of(mentioned, false)]
})

/** What a mention may leave out: arguments, options that must be given, the value of the last option, a subcommand. */
const leftOut: ReadonlySet<string> = new Set([
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
  'commander.help',
])

test('every command line in the documents is one that pitwall takes', async () => {
  assert.ok(lines.length > 20 && lines.some(({ isWhole }) => isWhole))
  const wrong: string[] = []
  for (const { page, text, isWhole } of lines) {
    const fault = await faultOf(wordsOf(text).slice(1))
    if (fault === undefined || (!isWhole && leftOut.has(fault.code))) continue
    wrong.push(`${page}: ${text}: ${fault.message}`)
  }
  assert.deepEqual(wrong, [])
})

test('a command line that pitwall does not take is found', async () => {
  for (const words of [
    ['laps', '--no-such-option'],
    ['no-such-command'],
    ['cloud', 'cost', '--rigs', 'many'],
    ['sql', 'SELECT 1', 'SELECT 2'],
  ]) {
    assert.ok((await faultOf(words)) !== undefined, words.join(' '))
  }
})

test('every script of npm in the documents is one that there is', () => {
  const scriptsOf = (folder: string): object => JSON.parse(textOf(`${folder}package.json`)).scripts ?? {}
  const wrong = pages.flatMap(page =>
    [...textOf(page).matchAll(/\bnpm run (?:-w (\w+) )?([\w:]+)/g)]
      .filter(([, folder, script = '']) => !(script in scriptsOf(folder === undefined ? '' : `${folder}/`)))
      .map(([line]) => `${page}: ${line}`),
  )
  assert.deepEqual(wrong, [])
})

/** Why the command line does not take these words; nothing is run. */
async function faultOf(words: readonly string[]): Promise<CommanderError | undefined> {
  const program = await programFor(words[0])
  const idle = (command: Command): void => {
    command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    command.exitOverride()
    if (command !== program) command.action(() => undefined)
    for (const below of command.commands) idle(below)
  }
  idle(program)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return undefined
  } catch (fault) {
    if (fault instanceof CommanderError) return fault
    throw fault
  }
}

/** As a shell splits a line: quotes hold words together, a comment ends it, an ellipsis stands for what one likes. */
function wordsOf(line: string): readonly string[] {
  const [before = ''] = line.split(/\s#\s|\s[|>]\s/)
  const words = [...before.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
  return words
    .map(([, double, single, plain]) => double ?? single ?? plain ?? '')
    .filter(word => word !== '…')
}
