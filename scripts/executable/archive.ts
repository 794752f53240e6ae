// All files of the program as one run of bytes: what is packed into the executable and unpacked from it.
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

type Entry = readonly [path: string, bytes: number]

/** The files below `folder`: u32 length of the list, the list as JSON, then all bytes; zstd around it. */
export function pack(folder: string): Buffer {
  const paths = globSync('**', { cwd: folder })
    .filter(path => statSync(join(folder, path)).isFile())
    .map(path => path.split('\\').join('/'))
    .sort()
  const contents = paths.map(path => readFileSync(join(folder, path)))
  const entries = paths.map((path, index): Entry => [path, contents[index]?.byteLength ?? 0])
  const list = Buffer.from(JSON.stringify(entries))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(list.byteLength)
  return zstdCompressSync(Buffer.concat([length, list, ...contents]), {
    params: { [constants.ZSTD_c_compressionLevel]: 15, [constants.ZSTD_c_enableLongDistanceMatching]: 1 },
  })
}

/** Writes the files of an archive below `folder`. */
export function unpack(archive: Uint8Array, folder: string): void {
  const bytes = zstdDecompressSync(archive)
  const listLength = bytes.readUInt32LE()
  const entries: readonly Entry[] = JSON.parse(bytes.toString('utf8', 4, 4 + listLength))
  let at = 4 + listLength
  for (const [path, length] of entries) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes.subarray(at, at + length))
    at += length
  }
}
