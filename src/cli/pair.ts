// `pitwall pair`: at the hub, the codes of rigs that ask to be let in.
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { plainText } from '../lan/plain-text.ts'
import { type ListedRequest, type PairingList, pairingList } from '../model/pairing.ts'
import { codeText } from '../model/pairing-code.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, print, printJson, say } from './output.ts'
import { findRunningHub, type HubClient } from './running-hub.ts'
import { stopSignal } from './stop.ts'

type Flags = { readonly data: string; readonly json?: true; readonly refuse?: string }

const look_ms = 1000

export const pairCommand = (): Command =>
  new Command('pair')
    .description('show the codes of rigs that ask to be let in, until one is')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addOption(new Option('--refuse <site/rig>', 'say no to a rig that asks').conflicts('json'))
    .action(async ({ data, json, refuse }: Flags) => {
      const hub = await hubOf(data)
      if (json) printJson(await listed(hub))
      else if (refuse !== undefined) await sayNo(hub, refuse)
      else await watch(hub, stopSignal())
    })

/** The hub of this folder, to which its owner speaks. Throws CommandFault where none runs. */
export async function hubOf(data: string): Promise<HubClient> {
  const hub = await findRunningHub(data)
  if (hub !== undefined) return hub
  throw new CommandFault(
    `No hub runs in ${data}; start one with "pitwall up --host 0.0.0.0", or name its folder with --data.`,
  )
}

/** What is said of a request at the hub; the code is for whoever owns it. */
export function pairingSentence({ site, rig, address, state, code = '', known }: ListedRequest): string {
  const who = `${site}/${rig} at ${plainText(address)}`
  const again = known ? '\n  A rig of that name is paired already; this one would take its place.' : ''
  switch (state) {
    case 'waiting':
      return `${who} asks to be let in. Type this there within two minutes:  ${codeText(code)}${again}`
    case 'paired':
      return `${who} is paired`
    case 'refused':
      return `${who} was refused`
    case 'expired':
      return `${who}: nobody typed the code in time`
    case 'spent':
      return `${who}: the code was wrong three times; it must ask again`
  }
}

async function watch(hub: HubClient, signal: AbortSignal): Promise<void> {
  say('waiting for rigs that ask; run "pitwall rig" on the other machine (Ctrl-C ends this)')
  const told = new Map<string, string>()
  // What ended before this was asked is of no interest.
  for (const { id, state } of (await listed(hub)).requests) if (state !== 'waiting') told.set(id, state)
  let rested = false
  while (!signal.aborted) {
    const { requests, rests_until } = await listed(hub)
    if (rests_until !== undefined && !rested)
      say(`too many wrong codes came in: nobody is paired before ${rests_until.slice(11, 16)} UTC`)
    rested = rests_until !== undefined
    const changed = requests.filter(({ id, state }) => told.get(id) !== state)
    for (const request of changed) {
      told.set(request.id, request.state)
      print(pairingSentence(request))
    }
    if (changed.some(({ state }) => state === 'paired')) return
    await sleep(look_ms, undefined, { signal }).catch(() => undefined)
  }
}

async function listed(hub: HubClient): Promise<PairingList> {
  const list = await hub.ask(pairingList, 'GET', '/api/pairing')
  if (list !== undefined) return list
  throw new CommandFault(`The hub at ${hub.url} pairs no rigs.`)
}

async function sayNo(hub: HubClient, name: string): Promise<void> {
  const { requests } = await listed(hub)
  const found = requests.filter(({ site, rig, state }) => `${site}/${rig}` === name && state === 'waiting')
  if (found.length === 0) throw new CommandFault(`--refuse: no rig ${plainText(name)} is waiting.`)
  for (const { id } of found) await hub.ask(z.unknown(), 'DELETE', `/api/pairing/${id}`)
  print(`${name} was refused`)
}
