// `pitwall cloud`: what the fleet on AWS costs, and who may join it.
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Cost, type CostLine, costOf } from '../cloud/cost.ts'
import { readAddress } from '../model/engine-address.ts'
import { type RigId, rigId, type SiteId, siteId } from '../model/identity.ts'
import { jsonOption, whole } from './options.ts'
import { print, printJson, printTable, say } from './output.ts'
import { named } from './rigs.ts'

type Flags = {
  readonly rigs: number
  readonly hours: number
  readonly hz: number
  readonly liveHz: number
  readonly pages: number
  readonly json?: true
}

export function cloudCommand(): Command {
  const cost = new Command('cost')
    .description('the bill of an event on AWS, per service')
    .addOption(new Option('--rigs <number>', 'simulators').default(20).argParser(whole(1, 10_000)))
    .addOption(new Option('--hours <number>', 'for which they drive').default(8).argParser(hours))
    .addOption(new Option('--hz <hz>', 'physics pages a second').default(60).argParser(whole(1, 1000)))
    .addOption(new Option('--live-hz <hz>', 'live messages a second').default(10).argParser(whole(0, 60)))
    .addOption(
      new Option('--pages <number>', 'pages that watch every rig').default(1).argParser(whole(0, 10_000)),
    )
    .addOption(jsonOption())
    .action(({ json, ...question }: Flags) => {
      const answer = costOf(question)
      if (json) printJson(answer)
      else printCost(answer)
    })
  return new Command('cloud')
    .description('the fleet on AWS')
    .addCommand(cost.exitOverride())
    .addCommand(announceCommand().exitOverride())
}

type Announcement = {
  readonly laps: string
  readonly site: SiteId
  readonly rig: RigId
  readonly hours: number
  readonly json?: true
}

function announceCommand(): Command {
  return new Command('announce')
    .description('announce a rig: prints the code with which it may enrol, once')
    .addOption(
      new Option(
        '--laps <url>',
        'the table of the fleet, as the deployment printed it: dynamodb://table?region=…',
      )
        .env('PITWALL_LAPS')
        .makeOptionMandatory(),
    )
    .addOption(new Option('--site <name>', 'where the rig stands').default('home').argParser(named(siteId)))
    .addOption(new Option('--rig <name>', 'what the rig is called').default('rig1').argParser(named(rigId)))
    .addOption(new Option('--hours <number>', 'for which the code is good').default(24).argParser(hours))
    .addOption(jsonOption())
    .action(async ({ laps, site, rig, hours, json }: Announcement) => {
      const { name: table, ...where } = readAddress(laps, 'dynamodb')
      // The SDK is loaded for this alone.
      const { announceRig } = await import('../cloud/announce.ts')
      const announced = await announceRig({ table, ...where }, { site, rig }, hours, Date.now())
      if (json) return printJson(announced)
      say(`${site}/${rig} may enrol once, until ${announced.expires_at}, with this code:`)
      print(announced.code)
    })
}

function hours(text: string): number {
  const value = Number(text)
  if (value > 0 && value <= 10_000) return value
  throw new InvalidArgumentError(`expected hours above 0, found "${text}".`)
}

function printCost({
  asked,
  prices,
  lines,
  total_usd,
  per_rig_hour_usd,
  standing,
  standing_month_usd,
}: Cost): void {
  const { rigs, hours, hz, liveHz, pages } = asked
  print(
    `${rigs} rigs for ${hours} h at ${hz} Hz, live at ${liveHz} Hz on ${pages} ${pages === 1 ? 'page' : 'pages'}\n`,
  )
  printTable(heads, [...lines.map(row), ['total', '', '', dollars(total_usd)]])
  print(`\n${dollars(per_rig_hour_usd)} for a rig and an hour\n`)
  print('For each month in which the stacks stand, driven or not:\n')
  printTable(heads, [...standing.map(row), ['total', '', '', dollars(standing_month_usd)]])
  print(`\nPrices of ${prices.date} in ${prices.region}: ${prices.source}, without free tiers and discounts.`)
}

const heads = ['service', 'what', 'amount', 'USD'] as const
const row = ({ service, what, amount, usd }: CostLine): readonly string[] => [
  service,
  what,
  amount >= 100 ? Math.round(amount).toLocaleString('en-US') : amount.toPrecision(3),
  dollars(usd),
]
const dollars = (usd: number): string => `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`
