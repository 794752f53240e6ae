// A table: what each figure of the Rig page counts, and what to do when it grows.

export type FigureWords = {
  readonly means: string
  /** Absent where a figure only says how much there is. */
  readonly todo?: string
}

const network = 'look at the network between the two; a cable ends most questions'

export const figureWords: Readonly<Record<string, FigureWords>> = {
  // Of the broker.
  clients: { means: 'connected to the broker: rigs, and whoever else listens' },
  received: { means: 'messages that came' },
  refused_clients: { means: 'were not let in', todo: 'see the log for who: a wrong secret, or a stranger' },
  refused_messages: { means: 'on topics that their sender may not use', todo: 'the log says whose' },
  oversized_messages: { means: 'larger than the broker takes', todo: 'update the connector that sends them' },
  unsafe_messages: {
    means: 'could not be made safe, and were not acknowledged',
    todo: 'look at the disk; their rigs send them again',
  },
  slow_drops: {
    means: 'values that a listener was too slow for',
    todo: 'look at the network of that listener',
  },
  // Of a rule.
  matched: { means: 'messages on its topics' },
  fired: { means: 'of these, those that its WHERE let pass' },
  failed: { means: 'could not be worked out', todo: '`pitwall rules test` explains it message by message' },
  lost: { means: 'an action failed and no error action took them', todo: 'give the rule an error action' },
  unsafe: {
    means: 'not acknowledged, because an action was not safe',
    todo: 'they come again; look at the disk',
  },
  actions_failed: { means: 'actions that failed', todo: 'the log says which and why' },
  // Of laps and the lake.
  recorded: { means: 'laps in the table since the hub started' },
  known: { means: 'came again and were known: nothing is wrong' },
  passed_over: { means: 'laps that were none, or too broken to keep', todo: 'the log names them' },
  landed: { means: 'frames in the landing log' },
  bad_frames: { means: 'were no frames', todo: 'update the connector' },
  rejected: { means: 'could not be written', todo: 'make room on the disk' },
  laps_closed: { means: 'laps that are Parquet now' },
  rows: { means: 'samples in them' },
  bytes: { means: 'written for them' },
  rows_per_s: { means: 'samples made safe, a second over the last ten' },
  behind_s: {
    means: 'for so long the oldest work waits for the writer',
    todo: 'above 5 s: look at what else uses the disk',
  },
  newest_file_s: { means: 'seconds ago the newest file was written; one comes with each lap' },
  open_laps: { means: 'laps in the landing log that are no file yet' },
  files: { means: 'one for each lap; nothing is compacted on this machine, on AWS it is' },
  mean_file_mb: { means: 'size of one in the middle' },
  syncs: { means: 'times that the disk was asked to be sure' },
  // Of live values.
  readers: { means: 'pages that are open' },
  sent: { means: 'passed on' },
  dropped: { means: 'overtaken before they could go out, or lost from a full spool', todo: network },
  thinned: { means: 'left out because a page asks for fewer a second' },
  told: { means: 'laps, events and states that were told in order' },
  cut_off: { means: 'pages that did not keep up with what is in order', todo: network },
  forgotten: { means: 'rigs that made room for newer ones', todo: 'see who names itself so often' },
  fields_received: { means: 'states of the whole field that came' },
  fields_sent: { means: 'of these, passed on to walls' },
  asked_hz: { means: 'values a second that the page asks for' },
  rate_hz: { means: 'values a second that it is given', todo: 'below what it asked: look at its network' },
  waiting_bytes: {
    means: 'sent and not yet gone',
    todo: 'above 64 kB the page is behind: look at its network',
  },
  free_gb: { means: 'free where the data lies', todo: 'an hour of driving takes 0.1 to 0.2 GB' },
  // Of a rig.
  live_per_s: {
    means: 'newest values a second',
    todo: 'far fewer: a busy sim PC, or its network',
  },
  frame_per_s: { means: 'frames a second, each with every sample since the one before' },
  pages: { means: 'pages of the game that were read' },
  duplicates: { means: 'read twice, because the game had not written: nothing is wrong' },
  gaps: {
    means: 'pages that the game overwrote unread',
    todo: 'close what else the sim PC does; give the rig a core',
  },
  torn: { means: 'caught while the game wrote, and read again: nothing is lost' },
  empty: { means: 'pages before a session, or in a menu' },
  waiting: {
    means: 'in the spool, on their way',
    todo: 'grows while the hub is away, and shrinks by itself after',
  },
  spooled_bytes: { means: 'size of the spool on the disk of the rig' },
  live_sent: { means: 'newest values that went out' },
  live_dropped: { means: 'newest values that were overtaken before they could', todo: network },
  // Of this page.
  round_trip_ms: { means: 'to the hub and back', todo: 'above 50 ms: Wi-Fi, or far away' },
  unreadable: { means: 'messages of another version', todo: 'reload the page' },
  p50_ms: { means: 'half are faster' },
  p95_ms: { means: '95 of 100 are faster', todo: 'a driver notices more than 80 ms' },
  fps: { means: 'frames a second', todo: 'below 55: close other tabs, or make the window smaller' },
  worst_ms: {
    means: 'the longest pause between two frames',
    todo: 'above 50 ms again and again: close other tabs',
  },
}

/** What a figure is; nothing for one that only its name explains, as a stream's rate. */
export const wordsOf = (name: string): FigureWords | undefined => figureWords[name]
