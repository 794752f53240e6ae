// The page about running a hub, made from the values that also run it.
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { type Action, actionByKind } from '../rules/actions/catalogue.ts'
import { roleNames, roles } from './access/role.ts'
import { configuration, flagOf, variableOf } from './configuration.ts'
import { operations } from './openapi.ts'
import { doors } from './route-roles.ts'

/** The body of `docs/operations.md`. */
export const describeHub = (): string =>
  [
    folder,
    judged,
    '## What it can be told',
    'As a flag (`--port`), in the environment, or in `pitwall.json` in the data folder; the first that says something counts.',
    describeConfiguration(),
    '## Who may come in',
    access,
    describeRoles(),
    '## Rigs and phones of the network',
    pairing,
    '## When rig and hub are apart',
    apart,
    '## Beside a game',
    besideGame,
    '## Several hubs on one broker',
    severalHubs,
    '## A fleet on AWS',
    onAws,
    '## What rules can do',
    ofRules,
    describeActions(),
    '## What it answers',
    '`/openapi.json` describes these in full.',
    describeApi(),
  ].join('\n\n')

const folder =
  'One folder holds everything: `store.sqlite` (laps, boards), `lake/` (Parquet, and what waits to become some), ' +
  '`objects/` (what rules wrote, one folder per bucket; `pitwall-errors` never takes more than 64 MB), `rules/` (your ' +
  'rule documents), `access.json` (who may come in), `tls/` (its certificates), `hub.json` (where the running hub is) and `pitwall.json` (what you tell it). Copying the folder ' +
  'while no hub runs is a backup.'
const access =
  'On this machine alone (`127.0.0.1`) a hub asks nobody. With `--host 0.0.0.0` it asks everybody: programs show ' +
  '`Authorization: Bearer SECRET`, browsers open `/?token=SECRET` once or type the secret into a form, rigs and other ' +
  'MQTT clients give it as the password. The first start makes an owner and prints the link, or, where nobody ' +
  'sits at a terminal, writes it to `owner-link` in the data folder, which its owner alone may read; `pitwall access add NAME ' +
  '--role reader` makes more, `pitwall access` lists them, `pitwall access revoke` ends one at once, with its open ' +
  'connections. `--open-reading` lets anybody read. It speaks TLS then, with an authority that it makes in `tls/`: `/trust` ' +
  'tells a phone how to take it, and `pitwall access add` prints the fingerprint for rigs. `--tls-cert` and `--tls-key` ' +
  'show another certificate, `--tls off` leaves TLS to a proxy. What stands against whom: [threat-model.md](threat-model.md).'
const pairing =
  'A hub that listens to the network says so by multicast DNS, under `--name`. On the machine of a game, `pitwall rig` finds ' +
  'it and asks to be let in; the hub shows six digits in its terminal, with `pitwall pair` and on its Rig page, to its owner ' +
  'alone, and whoever sits at the rig types them. From then on that rig has a credential of its own and `pitwall rig` is ' +
  'enough, also when the hub has moved to another address; `pitwall access revoke SITE/RIG` ends it. Of several hubs, ' +
  '`--hub NAME` takes one; `pitwall discover` lists them. A rig without a keyboard gets a secret from `pitwall access add` ' +
  'and `--broker`. A phone comes in by the QR code that the Rig page and `pitwall phone` draw: it is good for two minutes ' +
  'and one phone, which may read. How this stands against whoever is on the network: decision 21.'
const apart = `A rig may be started before its hub. It drives and records, says once what it waits for, and keeps what it drives in its spool: 2 GiB
of its disk, then the oldest messages are dropped and counted. When the hub is there, all of it goes out in order, beside
what is live. Of a cable that was pulled for ten minutes from a rig at twice real time, 5 009 messages and 141 MB
waited; at the 360 KiB a second that a line is given, beside what was driven meanwhile, they were through after 18 minutes,
with every sample and every lap once.

A hub that a rig is paired with is looked for by multicast DNS when the line has been lost for five seconds, and every ten
seconds from then on. It is followed to another address or port when its certificate proves that it is the same one: by
the authority in \`tls/\`, which has to move with the hub, or, where it shows a certificate of yours (\`--tls-cert\`), by that
one’s name. A hub without TLS is not followed. A rig that was given \`--broker\` stays with the name that it was told.

A broker between rig and hub confirms what it only holds in memory, and what nobody has asked for yet. So a rig with
\`--broker\` keeps every message until a hub has sent the receipt (\`receipts/{site}/{rig}\`, quality 0, which a broker with
access rules must let it read), and sends it again after 20 s; broker and hub may be started and die in any order. Several
hubs that take from one broker without \`--group\` are each told by the broker alone: a receipt of one satisfies the rig.
AWS IoT has rules and no hub, so nothing is waited for there. For other software that listens without a hub there is
\`--no-receipts\`: a message is then as safe as that broker makes it.`
const besideGame =
  'On the sim PC `pitwall rig` waits for a game, a look twice a second, and sends and records while it runs. ' +
  '`pitwall autostart on`, with the same flags, lets it start at every logon: on Windows in a minimised window ' +
  '(to close it ends it), on Linux as a unit of the user’s systemd; `off` ends that, `status` and `pitwall doctor` show it. ' +
  'It is no service of Windows, because the pages of a game are named per logon session and services are in another one. ' +
  'A secret in these flags would lie readable in the registry or in the unit, so it goes into a file: `--token-file` with its whole path.\n\n' +
  'Without Node and npm: `npm run executable` makes one file for this platform, `npm run executable -- win-x64` for another, ' +
  'in `dist/executable`. It unpacks itself once, into `~/.cache/pitwall` or `%LOCALAPPDATA%\\pitwall\\program`, or the ' +
  'folder that `PITWALL_PROGRAM` names; what older versions left there may be deleted.'
const severalHubs = `Hubs share the load of one broker (\`$share/GROUP/…\`), the lake in a bucket of any S3-compatible store and the laps in
a table of any DynamoDB-compatible one. Credentials of both stand where the AWS SDK looks for them. On every hub:

\`\`\`sh
pitwall up --source none --broker mqtt://broker:1883 --group track \\
  --lake "s3://races/lake?endpoint=http://store:7480" --laps "dynamodb://laps?endpoint=http://table:8000"
\`\`\`

The bucket must be there; the table is made where \`endpoint\` names a server, and by the stacks in \`infra/\` on AWS, where
\`?region=\` takes the place of \`endpoint\`. Two hubs on one machine want a \`--data\`, a \`--port\` and a \`--mqtt-port\` each. On
every rig, and then from anywhere:

\`\`\`sh
pitwall rig --broker mqtt://broker:1883 --site track --rig rig1
pitwall laps --laps "dynamodb://laps?endpoint=http://table:8000"
pitwall sql --lake "s3://races/lake?endpoint=http://store:7480" --since 2026-11-24 "SELECT count(*) FROM samples"
\`\`\`

The broker hands each frame, lap and session to one hub, live values, events and states to all. What lands, lands in the
bucket and in the table, so hubs come and go, and the broker too: rigs wait for receipts. A lap that was left lying by a
hub that died is closed by another within half a minute. A broker without shared subscriptions, such as NATS: leave
\`--group\` out; each hub then takes everything, and the stores stay the same.

The folder of a hub is a cache of the whole lake: 20 MB for a rig and an hour at 60 Hz, 62 MB at 400 Hz, so 10 GB for
twenty rigs that drive for eight hours. It may be deleted while the hub is down. \`pitwall sql --lake\` fetches into a cache of its own, with
\`--since\` only what began then or later. Other readers should take the files that \`catalogue/\` names.`
const onAws = `The same rules, laps and tables on managed services, from \`infra/\`: [aws.md](aws.md) says all of it.

| to | do |
|---|---|
| [deploy](aws.md#deploy) | \`npm run -w infra synth\`, then \`npm run -w infra deploy\` |
| [provision a rig](aws.md#provision-a-rig) | \`pitwall cloud announce --laps dynamodb://TABLE --rig rig7\`, then on the rig \`pitwall rig provision …\` |
| [rotate its certificate](aws.md#rotate-a-certificate) | \`pitwall cloud announce …\` again, then \`pitwall rig provision --renew …\` |
| [restore the table](aws.md#restore-the-table) | \`aws dynamodb restore-table-to-point-in-time …\` |
| [query the lake](aws.md#query-the-lake) | in Athena, or \`POST /api/sql\` of its page |
| [know what it costs](aws.md#what-it-costs) | \`pitwall cloud cost --rigs 20 --hours 8 --hz 60\` |
| [tear down](aws.md#tear-down) | \`npm run -w infra destroy\` |`
const judged =
  'Health (`/api/health`) judges each part as ok, caution, serious or critical and says what to do; `/metrics` has ' +
  'every counter as Prometheus text. SIGTERM and SIGINT let the hub finish what it took; a hub that is killed loses ' +
  'nothing that was acknowledged.'
const ofRules =
  'Documents in `rules/` of the data folder are read as soon as they are there; one that is named like a deployed one ' +
  'replaces it. A broken one is reported with its place, and its previous version goes on. A QoS 1 message is ' +
  'acknowledged when every action that is waited for has it; what an action will never take goes to the error action.'

/** A row for everything that a hub can be told. */
function describeConfiguration(): string {
  const rows = Object.entries(configuration.shape).map(([member, shape]) => {
    const flag = flagOf(member)
    const { description = '', default: preset } = z.toJSONSchema(shape, {
      io: 'input',
      unrepresentable: 'any',
    })
    return `| \`${flag}\` | \`${variableOf(flag)}\` | ${presetText(preset)} | ${description} |`
  })
  return ['| name | environment | default | what |', '|---|---|---|---|', ...rows].join('\n')
}

/** A row for each action that works here. */
function describeActions(): string {
  const rows = [...actionByKind.values()].map(({ kind, says, keeps, parameters }: Action) => {
    const { properties = {} } = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' })
    const names = Object.keys(properties).map(name => `\`${name}\``)
    return `| \`${kind}\` | ${says} | ${keeps ? 'yes' : 'no'} | ${names.join(', ')} |`
  })
  return ['| action | what it does | waited for | parameters |', '|---|---|---|---|', ...rows].join('\n')
}

/** A row for each route of the API. */
function describeApi(): string {
  const rows = operations.map(({ method = 'get', path, summary, needs = 'reader' }) =>
    row(method, path, summary, needs),
  )
  const others = doors.map(({ method, path, summary, needs }) => row(method, path, summary, needs))
  return ['| route | what | for |', '|---|---|---|', ...rows, ...others].join('\n')
}

const row = (method: string, path: string, summary: string, needs: string): string =>
  `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${needs === 'nobody' ? 'anybody' : needs} |`

/** A row for each role. */
const describeRoles = (): string =>
  ['| role | what it may |', '|---|---|', ...roleNames.map(role => `| \`${role}\` | ${roles[role]} |`)].join(
    '\n',
  )

function presetText(preset: unknown): string {
  if (preset === undefined || (Array.isArray(preset) && preset.length === 0)) return ''
  // A folder of this checkout is the same one in every installation, elsewhere.
  if (typeof preset === 'string' && isAbsolute(preset)) return 'of the package'
  return `\`${String(preset)}\``
}
