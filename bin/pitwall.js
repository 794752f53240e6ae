#!/usr/bin/env node
// Starts the command line on a Node that can run it: this one, or the Node 24 that npm installed beside it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  // A checkout holds TypeScript, the published package JavaScript.
  const published = new URL('../src/cli/main.js', import.meta.url)
  await import(existsSync(published) ? published.href : new URL('../src/cli/main.ts', import.meta.url).href)
} else {
  const pinned = pinnedNode()
  if (pinned === undefined) {
    console.error(
      `pitwall needs Node 22.18 or newer; this is ${process.versions.node}, and npm did not install the pinned one. ` +
        'Install a newer Node, or run "npm ci" in the pitwall folder again.',
    )
    process.exit(2)
  }
  const run = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal interrupts both; whoever ends only this process means the other.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => run.kill(signal))
  run.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)
  })
}

/** The Node of the optional dependency for this platform; undefined where there is none. */
function pinnedNode() {
  const windows = process.platform === 'win32'
  try {
    const manifest = `node-${windows ? 'win' : process.platform}-${process.arch}/package.json`
    return join(
      dirname(createRequire(import.meta.url).resolve(manifest)),
      'bin',
      windows ? 'node.exe' : 'node',
    )
  } catch {
    return undefined
  }
}
