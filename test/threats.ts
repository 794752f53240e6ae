// A table: who might do harm, what stands against it, and the test that holds that. `npm run generate` makes
// docs/threat-model.md of it; threats.test.ts proves that every test that is named here is there.

export type Threat = {
  readonly who: string
  readonly against: string
  /** A file, then a title in it; of a title that is put together, a part that stands in the source. */
  readonly test: readonly [file: string, title: string]
}

const roles = 'src/hub/roles.test.ts'
const safety = 'src/hub/safety.test.ts'
const access = 'src/hub/access/access.test.ts'
const tls = 'src/hub/tls/hub-tls.test.ts'
const hub = 'src/hub/hub.test.ts'
const desk = 'src/hub/pairing/desk.test.ts'
const gate = 'src/broker/gate.test.ts'
const queries = 'src/lake/queries.test.ts'

export const threats: readonly Threat[] = [
  {
    who: 'Somebody on the network asks for what is not theirs',
    against: 'a role for each route, in the table that describes it; what is in no table is the owner’s',
    test: [
      roles,
      'every route asks for its role: less is refused, enough is let in, and nothing is not enough',
    ],
  },
  {
    who: 'A rig, or whoever has its secret, speaks for another',
    against: 'the broker lets a rig publish under its own topics alone',
    test: [roles, 'a rig publishes as itself and as nobody else, and reads its own'],
  },
  {
    who: 'A reader of MQTT writes',
    against: 'readers and stewards have no topic to publish on',
    test: [roles, 'readers and stewards listen to everything and publish nothing'],
  },
  {
    who: 'A phone is lost, a friend is none any more',
    against: 'revoked in one command; open lines end within a second',
    test: [roles, 'whoever is revoked loses the open line within seconds, over HTTP and MQTT'],
  },
  {
    who: 'Somebody guesses secrets',
    against: '256 random bits; what people chose is tried ten times a minute for each machine',
    test: [safety, 'whoever guesses is not even listened to after ten tries, and others are'],
  },
  {
    who: 'Somebody guesses the six digits of a pairing',
    against: 'three tries, two minutes, then a rest that doubles',
    test: [desk, 'who guesses on and on for a month has had a few hundred guesses of a million'],
  },
  {
    who: 'A backup or a stolen disk shows who may come in',
    against: 'hashes alone are kept, in files of the owner',
    test: [access, 'a secret opens what its role says, and stands in no file'],
  },
  {
    who: 'A log is handed on',
    against: 'no secret is ever logged, neither right nor wrong ones',
    test: [safety, 'no secret stands in the log or in any file but the note of the running hub'],
  },
  {
    who: 'A hub that is started by a service or a container prints into a log',
    against: 'the first link of its owner goes to a terminal or into a file of the owner',
    test: [
      'test/e2e/access.test.ts',
      'a hub that nobody sits at shows the link of its owner in no log, but in a file that its owner alone may read',
    ],
  },
  {
    who: 'Somebody on the network reads along',
    against: 'TLS 1.2 or newer on every port; cookies do not leave it',
    test: [
      tls,
      'page, live line and both MQTT ways speak TLS on their ports, with cookies that never leave it',
    ],
  },
  {
    who: 'Somebody plays the hub to a rig',
    against: 'the rig pins the authority, and says nothing before it was seen',
    test: [tls, 'a rig that was told the fingerprint of the authority says nothing to any other hub'],
  },
  {
    who: 'Somebody waits until the hub is away, and says to be it at another address',
    against:
      'a rig follows nobody whose certificate its own hub’s authority does not vouch for, and says nothing before',
    test: [
      'src/rig/pairing/follow-hub.test.ts',
      'who only shows the fingerprint gets nothing, and is told of once',
    ],
  },
  {
    who: 'Somebody has a certificate of another authority, for the same names',
    against:
      'what was handed over while pairing vouches for the hub, and for one name where it vouches for others too',
    test: [
      'src/broker/pinned.test.ts',
      'whom the authority vouches for is taken, and one whom another vouches for is not, and is told nothing',
    ],
  },
  {
    who: 'Somebody stands between while a rig is paired',
    against: 'the certificate that each end sees is in the key',
    test: [desk, 'a man in the middle with a certificate of his own gets neither in nor anything out'],
  },
  {
    who: 'Somebody photographs the picture that lets a phone in',
    against:
      'it lets one phone in, to read, within two minutes; its owner sees that the own phone is too late',
    test: [
      'src/hub/pairing/invitations.test.ts',
      'a phone that shows the code of its picture becomes a reader, once',
    ],
  },
  {
    who: 'A stranger answers those who look for a hub, with rubbish or far too much',
    against:
      'bounds before anything is read; words that cannot move a cursor; nothing that is found is believed',
    test: ['src/lan/dns-records.test.ts', 'what a stranger sends is bounded: services, addresses and words'],
  },
  {
    who: 'The key of the hub’s authority is stolen, and phones trust it',
    against: 'it may vouch for names and networks of a house alone',
    test: [tls, 'whoever steals the key of the authority cannot play a bank with it'],
  },
  {
    who: 'A page of a stranger, in the browser of somebody who may come in',
    against: 'one origin, also for WebSockets; strict cookies',
    test: [hub, 'a page of another origin gets no WebSocket'],
  },
  {
    who: 'A name of a stranger that points at this machine (DNS rebinding)',
    against: 'only known names are answered',
    test: [hub, 'a name that somebody else could point at this machine is not answered'],
  },
  {
    who: 'Somebody on the sim PC reads the list of processes',
    against:
      'a rig that is let in by hand takes its secret from a file or the environment, and the line to copy has none in it',
    test: [
      'test/e2e/access.test.ts',
      'a rig that is let in by the command line sends over TLS to a hub that it knows by its fingerprint, and keeps its secret',
    ],
  },
  {
    who: 'A link carries its secret on, in history, referrer or a screenshot',
    against: 'it becomes a cookie, the address loses it, no page tells where it was',
    test: [
      safety,
      'a link with a secret becomes a cookie that scripts and other sites do not see, and an address without it',
    ],
  },
  {
    who: 'Markup in an address, a name or a message; a frame around the page',
    against: 'no inline script, no frame, no guessed type, on every kind of answer',
    test: [
      safety,
      'answers of every kind forbid inline scripts, framing, guessing of types and telling where one came from',
    ],
  },
  {
    who: 'A form leads elsewhere after it let somebody in',
    against: 'only paths of this hub',
    test: [safety, 'the form lets in whoever has a secret, and leads to no other place than this hub'],
  },
  {
    who: 'A path leads out of the page’s folder',
    against: 'nothing outside is served',
    test: [hub, 'a path reaches nothing but the page'],
  },
  {
    who: 'SQL reads files, writes, or never ends',
    against: 'a gate, an engine without files, bounds of time, rows and memory',
    test: [queries, 'behind the gate the engine itself refuses files, writing and settings'],
  },
  {
    who: 'Writes and questions without end',
    against: 'so many for each credential, then 429 and when to come back',
    test: [safety, 'writes and questions are bounded for each credential, reading is not'],
  },
  {
    who: 'Bodies and packets that fill the memory',
    against: 'refused by the length that they tell, skipped without being held',
    test: [gate, 'a message that is too large is left out and told of, and those around it pass'],
  },
  {
    who: 'A machine that connects over and over',
    against: 'a rate for each, and a bound for all',
    test: [safety, 'a machine that connects over and over to the broker is hung up on, and counted'],
  },
  {
    who: 'A million addresses, each remembered',
    against: 'every limit forgets the oldest of 4096',
    test: ['src/broker/allowance.test.ts', 'a million strangers take no more memory than four thousand'],
  },
  {
    who: 'A hub that was opened to the network in a hurry',
    against: 'everybody is asked; an owner is made, and the link shown once',
    test: [safety, 'a hub that is first opened to the network makes one owner, and tells the secret once'],
  },
]

/** The body of docs/threat-model.md. */
export const describeThreats = (): string =>
  [
    '| who, and what | what stands against it | test |',
    '|---|---|---|',
    ...threats.map(
      ({ who, against, test: [file, title] }) => `| ${who} | ${against} | \`${file}\`: ${title} |`,
    ),
  ].join('\n')

/** What is left to whoever runs it. */
export const leftOpen =
  'Left to you: a hub on loopback trusts everybody on its machine; with `--tls off` everybody on the network reads along; ' +
  'whoever writes in the data folder is the owner, and the rules that lie there may post to any address; the first visit of a ' +
  'browser trusts what it sees, unless you compare the fingerprint.'
