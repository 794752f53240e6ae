// `pitwall rig provision`: enrols this rig at AWS IoT Core. Its key is made here and leaves for nowhere.
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { openMqttLink } from '../broker/mqtt-link.ts'
import { tlsFrom } from '../broker/tls-files.ts'
import { rigId, siteId } from '../model/identity.ts'
import { checkPlace, credentialFiles, keepCredentials } from '../rig/provisioning/credentials.ts'
import { defaultDataFolder } from './data-folder.ts'
import { jsonOption, whole } from './options.ts'
import { print, printJson, say } from './output.ts'
import { named } from './rigs.ts'

type Flags = {
  readonly broker: string
  readonly claimCert: string
  readonly claimKey: string
  readonly brokerCa?: string
  readonly template: string
  readonly code: string
  readonly site: ReturnType<typeof siteId>
  readonly rig: ReturnType<typeof rigId>
  readonly out: string
  readonly renew?: true
  readonly timeout: number
  readonly json?: true
}

export function rigProvisionCommand(): Command {
  return new Command('provision')
    .description('enrol this rig at AWS IoT Core: a key of its own, and a certificate for it')
    .requiredOption('--broker <url>', 'mqtts://HOST:8883, as the deployment printed it')
    .requiredOption('--claim-cert <file>', 'the certificate of the claim, as PEM')
    .requiredOption('--claim-key <file>', 'its key, as PEM')
    .option('--broker-ca <file>', 'authorities to trust instead of the system’s, as PEM')
    .requiredOption('--template <name>', 'the provisioning template, as the deployment printed it')
    .addOption(
      new Option('--code <code>', 'the code that was announced for this rig')
        .env('PITWALL_CODE')
        .makeOptionMandatory(),
    )
    .addOption(new Option('--site <name>', 'where the rig stands').default('home').argParser(named(siteId)))
    .addOption(new Option('--rig <name>', 'what the rig is called').default('rig1').argParser(named(rigId)))
    .option(
      '--out <folder>',
      'where the key and the certificate go',
      join(defaultDataFolder(), 'certificates'),
    )
    .option('--renew', 'replace the key and the certificate that are there')
    .addOption(
      new Option('--timeout <seconds>', 'for each answer of the broker').default(30).argParser(whole(1, 600)),
    )
    .addOption(jsonOption())
    .action(run)
}

async function run(flags: Flags): Promise<void> {
  const { broker, site, rig, out, json, renew = false } = flags
  const files = credentialFiles(resolve(out), site, rig)
  checkPlace(files, renew)
  const tls = tlsFrom({ ca: flags.brokerCa, cert: flags.claimCert, key: flags.claimKey })
  // A rig that drives has no use for it.
  const { provision } = await import('../rig/provisioning/provision.ts')
  const link = openMqttLink({
    url: broker,
    clientId: `claim-${randomUUID()}`,
    ...(tls && { tls }),
    report: say,
  })
  try {
    const provisioned = await provision(link, flags, flags.timeout * 1000)
    keepCredentials(resolve(out), files, provisioned)
    const { thing } = provisioned
    if (json) {
      printJson({ thing, ...files })
      return
    }
    say(`${site}/${rig} is enrolled as ${thing}. Its key is ${files.key}; it was never sent anywhere.`)
    print(
      [
        `pitwall rig --broker ${broker}`,
        `--broker-client ${thing} --broker-cert ${files.cert} --broker-key ${files.key}`,
        ...(flags.brokerCa === undefined ? [] : [`--broker-ca ${flags.brokerCa}`]),
        `--site ${site} --rig ${rig} --live-hz 10 --basic-ingest`,
      ].join(' \\\n  '),
    )
  } finally {
    await link.close()
  }
}
