// A table: what users of timing tools have complained about, and the tests that hold each of it. `npm run generate` makes
// docs/lap-cases.md of it; lap-cases.test.ts proves that every test that is named here is there.

export type LapCase = {
  /** The number in the list of complaints; absent for what was only asked of the detector. */
  readonly number?: number
  readonly what: string
  /** File, then titles in it; of a title that is put together, a part that stands in the source. */
  readonly tests: Readonly<Record<string, readonly string[]>>
}

const laps = 'src/race/laps.test.ts'
const starts = 'src/race/laps-starts.test.ts'
const interrupted = 'src/race/laps-interrupted.test.ts'
const sessions = 'src/race/session.test.ts'
const carLaps = 'src/race/field/car-laps.test.ts'
const reconcile = 'src/race/field/reconcile.test.ts'
const book = 'src/rig/broadcasting/field-book.test.ts'
const field = 'src/rig/broadcasting/field-recorder.test.ts'
const client = 'src/rig/broadcasting/client.test.ts'
const drive = 'src/rig/recorded-drive.test.ts'
const recorder = 'src/rig/recorder.test.ts'
const memory = 'src/rig/shared-memory/shared-memory.test.ts'
const watch = 'src/rig/shared-memory/page-watch.test.ts'
const results = 'src/wire/acc/results.test.ts'
const logs = 'src/race/import/logged-laps.test.ts'
const store = 'test/contracts/lap-store/boards.ts'

export const lapCases: readonly LapCase[] = [
  {
    number: 1,
    what: 'laps of minutes that are none, numbers twice or 0, sectors that are sums',
    tests: {
      [laps]: [
        'lap numbers count every stretch once, ascending, and every stretch that starts gets one verdict',
        'sector times are differences of cumulative splits, also where a game counts each sector from its own line',
      ],
      [interrupted]: ['a gap of 165.7 s over two lines makes no lap of the three'],
      [starts]: ['an out-lap from a pit box behind the line is a lap out, however long the car stood before'],
    },
  },
  {
    number: 2,
    what: 'one game counts a sector from its own line, another from the start',
    tests: {
      [laps]: [
        'sector times are differences of cumulative splits, also where a game counts each sector from its own line',
      ],
    },
  },
  {
    number: 3,
    what: 'an invalid lap taken for the best',
    tests: {
      [store]: ['a board holds the best valid flying lap of each driver, per class and per car'],
      [interrupted]: ['the invalidity of a lap does not leak into the next'],
    },
  },
  {
    number: 4,
    what: 'validity that is lost in a recording',
    tests: {
      'src/rig/lap-cases.test.ts': ['a lap that was struck is struck in the replay of its recording as well'],
      [interrupted]: ['a source that does not know validity gives null, not true'],
      [recorder]: ['fields beyond the recorded bytes of a page are not measured'],
    },
  },
  {
    number: 5,
    what: 'a replay that records laps or spoils the delta',
    tests: {
      [interrupted]: [
        'a replay is not recorded: neither its laps nor its jumps',
        'a replay during which the game drove on leaves no false lap',
      ],
      [field]: ['while a replay is shown no lap is told'],
    },
  },
  {
    number: 6,
    what: 'cars that a table does not know go missing',
    tests: {
      [drive]: ['a car and a track that no table has are passed through as the game writes them'],
      [field]: [
        'a lap of a car that no entry names waits for its name, and is told under its number when none comes',
      ],
    },
  },
  {
    number: 7,
    what: 'garbage while the game sits in its menu before the first load',
    tests: { [interrupted]: ['garbage in the menu before the first load starts nothing'] },
  },
  {
    number: 8,
    what: 'a last sector that is 1 ms off, and another with broadcasting than without',
    tests: {
      [laps]: ['the last sector is the lap minus the others, whatever millisecond the game has cut off'],
      [reconcile]: ['the last sector is the lap minus the others, with and without broadcasting'],
    },
  },
  {
    number: 9,
    what: 'stale maps that another program keeps alive',
    tests: {
      [interrupted]: ['maps that another program keeps alive after the game is gone hold no lap'],
      [memory]: ['pages that nobody writes any more are not handed out'],
    },
  },
  {
    number: 10,
    what: 'a driver swap after which times stop',
    tests: {
      [starts]: ['after a driver swap laps go on'],
      [drive]: ['another driver in the same car is told of, and the lap is his'],
    },
  },
  {
    number: 11,
    what: 'connecting in the middle of a session adds laps',
    tests: {
      [starts]: [
        'joining in the middle of a lap adds no lap: the first whole one is the first',
        'joining a second before the line adds no lap either',
      ],
      [carLaps]: ['the lap that a car shows at the first look was driven before, and is not told'],
    },
  },
  {
    number: 12,
    what: 'best sectors shown as last ones; a place of −1 after a restart',
    tests: {
      [book]: [
        'the best sectors of a session are not the sectors of the last lap, and each says what it is',
        'a session that starts again with the same index begins anew, and the laps that it shows are not told',
      ],
      'src/wire/acc/broadcast-v4.test.ts': ['a car says its gear as the dash does and its place in metres'],
    },
  },
  {
    number: 13,
    what: 'accidents told late or for one car; a frozen replay that loses the connection',
    tests: {
      [field]: ['events are numbered, and repeated for ten seconds so that none is lost'],
      [client]: ['a game that falls silent is left and called at once, and a new connection takes its place'],
    },
  },
  {
    number: 14,
    what: 'a first sector of half an hour, because the wait is in it',
    tests: {
      [starts]: ['an out-lap from a pit box behind the line is a lap out, however long the car stood before'],
    },
  },
  {
    number: 15,
    what: 'the pages of one game read as those of another',
    tests: {
      'src/rig/recording/recording.test.ts': ['the pages of another game are refused by its name'],
      [memory]: ['a game that is not the one that is wanted is refused by both names, and waited out'],
    },
  },
  {
    number: 16,
    what: 'a number that comes late, a lap saved twice, an opening stretch in the pits, a restart, a gap, the garage',
    tests: {
      [laps]: [
        'timer, counter, spline and official time come in any order within 3 s: each lap is told once, with its exact time',
      ],
      [carLaps]: [
        'a lap is told once, whether the counter or the time comes first, up to three seconds apart',
      ],
      [starts]: [
        'a session that starts again with the same index begins with no lap done and leaves none half',
        'back to the garage in the middle of a lap: neither that lap nor the short way out of the pits is a lap',
      ],
      [interrupted]: [
        'a lap counter that comes 5 s after the line does not cut the next lap',
        'a gap of 165.7 s over two lines makes no lap of the three',
      ],
    },
  },
  {
    number: 17,
    what: 'a grid before or behind the line',
    tests: {
      [starts]: [
        'the line: the first lap of the race is one lap, timed from the green',
        'a grid before the line of a game that starts its timer at the line: the way to the line is no lap',
      ],
    },
  },
  {
    number: 18,
    what: 'a bridge that is not there, or maps that are empty',
    tests: {
      [memory]: ['without a game the source waits, and says so in a sentence'],
      [interrupted]: ['empty pages in between and before the first load are passed over'],
    },
  },
  {
    number: 19,
    what: 'torn reads',
    tests: {
      [watch]: ['a page that changes while it is watched is torn, and is not taken when it comes to rest'],
      [memory]: ['of a game that writes its pages piece by piece, none that is torn is taken'],
    },
  },
  {
    number: 20,
    what: 'leaving and starting again with the same car, track and index',
    tests: {
      [sessions]: [
        'a restart with the same index shows in the lap counter, the best lap or the session clock',
      ],
      [drive]: ['a game that was started again, and another session type, are other sessions'],
      [carLaps]: ['a counter that falls is another session, and what is shown then is not told'],
    },
  },
  {
    number: 21,
    what: 'no data in a pause; a counter that stands still at the flag',
    tests: {
      [interrupted]: ['a pause in which the game stands still does not disturb the lap'],
      [starts]: [
        'the lap that is driven when the time runs out is finished, also where the counter and the timer stay as they are',
      ],
    },
  },
  {
    number: 22,
    what: 'a return to the garage that becomes the fastest lap',
    tests: {
      [starts]: [
        'back to the garage in the middle of a lap: neither that lap nor the short way out of the pits is a lap',
        'back to the garage just before the line, where the game even counts the crossing in the pit lane: no lap',
        'a lap faster than any car is none',
      ],
      [carLaps]: ['a return to the garage makes no fast lap of what is counted there'],
      [logs]: ['a lap that no car can drive is marked, and stays'],
    },
  },
  {
    number: 23,
    what: 'the line crossed in the pit lane on the way out, with the spline at rest and the counter as it was',
    tests: {
      [laps]: [
        'an out-lap that crosses the line in the pit lane is not a lap',
        'the recorded drive is no lap: the line crossed in the pit lane on an out-lap, then a spin and reversing',
      ],
      [carLaps]: ['a time that changes while nothing is counted is no lap'],
    },
  },
  {
    number: 24,
    what: 'spinning, and reversing over the line',
    tests: {
      [interrupted]: [
        'reversing over the line and driving over it again is not a lap',
        'reversing over the line of a game that restarts its timer there is no lap either',
        'reversing over the line without timer and counter is no lap',
        'a spin with reversing in the middle of a lap is part of the lap',
      ],
    },
  },
  {
    number: 25,
    what: 'a lap of twenty minutes, a time of 2147483647, cars without a lap',
    tests: {
      [starts]: ['a lap of 20 minutes is a lap, one of 2147483647 ms is none'],
      [carLaps]: ['flags say what a lap was, and a time of 2147483647 is none'],
      [results]: ['sentinels of the file are absent, and numbers have their names'],
    },
  },
  {
    number: 26,
    what: 'samples twice, and a position that wraps before the timer',
    tests: {
      [interrupted]: [
        'duplicates and late samples change nothing',
        'a position that wraps one packet before the timer is one crossing',
      ],
    },
  },
  {
    number: 27,
    what: 'several cuts in one excursion, and an invalid lap without any',
    tests: {
      [interrupted]: [
        'an invalid lap says so once, with the reason, however often the car cuts',
        'a lap that is invalid from its start stays invalid',
      ],
    },
  },
  {
    number: 28,
    what: 'pages that are all zero for the first moments after joining',
    tests: {
      'test/conformance/acc-recording.test.ts': [
        'the recording holds 3 496 instants, of which the first 107 have no data',
      ],
      [interrupted]: ['empty pages in between and before the first load are passed over'],
    },
  },
  {
    number: 29,
    what: 'a spline that jumps where a lap begins or ends',
    tests: {
      [interrupted]: ['a spline that jumps where the lap begins or ends makes no lap and hides none'],
    },
  },
  {
    number: 30,
    what: 'a counter before or after the wrap; put into the pits, and over the line there',
    tests: {
      [laps]: [
        'timer, counter, spline and official time come in any order within 3 s: each lap is told once, with its exact time',
      ],
      [carLaps]: [
        'a lap is told once, whether the counter or the time comes first, up to three seconds apart',
        'a time that changes while nothing is counted is no lap: out of the garage over the line in the pit lane',
      ],
      'src/race/field/passes.test.ts': [
        'the counter may change before or after the line: the gap does not jump by a lap',
      ],
    },
  },
  {
    number: 31,
    what: 'the last lap before 0:00 taken for the finish of the race',
    tests: {
      [book]: [
        'a lap that was completed with the last second of a race does not end it: the one after it does',
        'who crosses the line after the end, but before the winner, drives on',
      ],
      [starts]: ['the lap to the pits after the finish is no lap of the race'],
    },
  },
  {
    what: 'a car that is put elsewhere',
    tests: { [starts]: ['a car that is put elsewhere on the track has no lap there'] },
  },
  {
    what: 'a formation lap',
    tests: { [starts]: ['a formation lap is told as one, and the lap after it is the first of the race'] },
  },
  {
    what: 'watching another car',
    tests: { [interrupted]: ['watching another car is not driving: its laps are not ours'] },
  },
  {
    what: 'a start line away from spline zero',
    tests: {
      [laps]: [
        'a start line away from spline zero gives the same laps',
        'the recorded laps, driven again and again, are laps of their own time',
      ],
    },
  },
  {
    what: 'a lap counter that never moves',
    tests: { [laps]: ['a lap counter that never moves does not hide a lap'] },
  },
  {
    what: 'the provisional time at the line, at most one sample late',
    tests: {
      [laps]: ['the line is announced at most one sample after the first sign of it, and only once'],
      'src/rig/lap-cases.test.ts': [
        'the line of every lap is told with the very sample that shows it, and the lap itself when it is sure',
      ],
    },
  },
]

/** The cases as Markdown. */
export function describeLapCases(): string {
  const rows = lapCases.map(({ number, what, tests }) => {
    const cells = Object.entries(tests).flatMap(([file, titles]) =>
      titles.map(title => `*${title.replace(/:$/, '')}* (\`${file}\`)`),
    )
    return `| ${number ?? ''} | ${what} | ${cells.join('<br>')} |`
  })
  return ['| # | case | held by |', '|--:|---|---|', ...rows].join('\n')
}
