// `pitwall phone`: a QR code that lets one phone in.
import { Command } from 'commander'
import { type PhoneInvitation, phoneInvitation } from '../model/pairing.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, print, printJson } from './output.ts'
import { hubOf } from './pair.ts'
import { qrText } from './qr-text.ts'

type Flags = { readonly data: string; readonly json?: true }

export const phoneCommand = (): Command =>
  new Command('phone')
    .description('draw a QR code that lets one phone in, as a reader')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async ({ data, json }: Flags) => {
      const hub = await hubOf(data)
      const invitation = await hub.ask(phoneInvitation, 'POST', '/api/phones')
      if (invitation === undefined) throw new CommandFault(`The hub at ${hub.url} lets no phones in.`)
      if (json) printJson(invitation)
      else for (const line of invitationLines(invitation)) print(line)
    })

/** The picture of the first link, and all of them in words. */
export function invitationLines({ links, expires_in_s }: PhoneInvitation): readonly string[] {
  const [first, ...others] = links
  if (first === undefined) return []
  return [
    ...(process.stdout.isTTY ? [qrText(first.url)] : []),
    `  for one phone, within ${Math.round(expires_in_s / 60)} minutes: ${first.url}`,
    ...(others.length === 0 ? [] : [`  on other networks: ${others.map(({ url }) => url).join(' ')}`]),
  ]
}
