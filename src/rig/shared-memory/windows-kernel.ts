// What is needed of kernel32, through koffi: mappings, processes, and a timer that is finer than 15.6 ms.
import { platform } from 'node:os'
import type * as Koffi from 'koffi'
import { RigFault } from '../fault.ts'

export type OpenedMapping =
  /** `bytes` lie in the mapping itself: never touch them after `close`. */
  | { readonly kind: 'mapping'; readonly bytes: Buffer; readonly close: () => void }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly code: number }

export type Kernel = {
  readonly openMapping: (name: string) => OpenedMapping
  /** Names of the executables that run. */
  readonly processes: () => readonly string[]
  /** The logon session of this process; services are in 0. */
  readonly session: () => number | undefined
  /** Undefined where Windows has no fine timer: then threads sleep to the millisecond. */
  readonly sleep?: (milliseconds: number) => void
}

type Pointer = bigint | null
type Call<Arguments extends readonly unknown[], Result> = (...values: Arguments) => Result

/** Rejects with RigFault `no-access` when koffi cannot be loaded here. */
export async function loadKernel(): Promise<Kernel> {
  if (platform() !== 'win32') throw new RigFault('no-access', 'kernel32', 'Windows', platform())
  const koffi = await loadKoffi()
  const library = koffi.load('kernel32.dll')
  return {
    openMapping: mappingsOf(koffi, library),
    processes: processesOf(library),
    session: sessionOf(library),
    ...fineTimer(koffi, library),
  }
}

async function loadKoffi(): Promise<typeof Koffi> {
  try {
    return await import('koffi')
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message.split('\n')[0] : String(fault)
    throw new RigFault(
      'no-access',
      'shared memory of Windows',
      'the package koffi, which npm installs unless optional packages are left out; run "npm install koffi"',
      `${reason}`,
    )
  }
}

const read = 4
const fileNotFound = 2
/** Of MEMORY_BASIC_INFORMATION. */
const regionSizeAt = 24

function mappingsOf(koffi: typeof Koffi, library: Koffi.LibraryHandle): Kernel['openMapping'] {
  const open: Call<[number, number, string], Pointer> = library.func(
    'void* __stdcall OpenFileMappingW(uint32_t access, int inherit, const char16_t* name)',
  )
  const view: Call<[Pointer, number, number, number, number], Pointer> = library.func(
    'void* __stdcall MapViewOfFile(void* mapping, uint32_t access, uint32_t high, uint32_t low, size_t bytes)',
  )
  const query: Call<[Pointer, Buffer, number], number> = library.func(
    'size_t __stdcall VirtualQuery(void* address, void* information, size_t length)',
  )
  const unmap: Call<[Pointer], number> = library.func('int __stdcall UnmapViewOfFile(void* address)')
  const close: Call<[Pointer], number> = library.func('int __stdcall CloseHandle(void* handle)')
  const lastError: Call<[], number> = library.func('uint32_t __stdcall GetLastError()')
  const information = Buffer.alloc(48)
  return name => {
    const mapping = open(read, 0, name)
    if (mapping === null) {
      const code = lastError()
      // Reading the code may come too late: 0 is no reason to be refused.
      return code === fileNotFound || code === 0 ? { kind: 'absent' } : { kind: 'refused', code }
    }
    const address = view(mapping, read, 0, 0, 0)
    if (address === null) {
      const code = lastError()
      close(mapping)
      return { kind: 'refused', code }
    }
    query(address, information, information.byteLength)
    const size = Number(information.readBigUInt64LE(regionSizeAt))
    const bytes = Buffer.from(koffi.view(address, size))
    return {
      kind: 'mapping',
      bytes,
      close: () => {
        unmap(address)
        close(mapping)
      },
    }
  }
}

/** PROCESSENTRY32W on 64 bits: its size first, the name of the executable at 44. */
const entrySize = 568
const nameAt = 44
const allProcesses = 2

function processesOf(library: Koffi.LibraryHandle): Kernel['processes'] {
  const snapshot: Call<[number, number], Pointer> = library.func(
    'void* __stdcall CreateToolhelp32Snapshot(uint32_t what, uint32_t process)',
  )
  const first: Call<[Pointer, Buffer], number> = library.func(
    'int __stdcall Process32FirstW(void* snapshot, void* entry)',
  )
  const next: Call<[Pointer, Buffer], number> = library.func(
    'int __stdcall Process32NextW(void* snapshot, void* entry)',
  )
  const close: Call<[Pointer], number> = library.func('int __stdcall CloseHandle(void* handle)')
  return () => {
    const handle = snapshot(allProcesses, 0)
    if (handle === null) return []
    const entry = Buffer.alloc(entrySize)
    entry.writeUInt32LE(entrySize, 0)
    const names: string[] = []
    for (let more = first(handle, entry); more !== 0; more = next(handle, entry)) {
      const name = entry.toString('utf16le', nameAt)
      names.push(name.slice(0, Math.max(0, name.indexOf('\0'))))
    }
    close(handle)
    return names
  }
}

function sessionOf(library: Koffi.LibraryHandle): Kernel['session'] {
  const ask: Call<[number, Uint32Array], number> = library.func(
    'int __stdcall ProcessIdToSessionId(uint32_t process, void* session)',
  )
  const session = new Uint32Array(1)
  return () => (ask(process.pid, session) === 0 ? undefined : session[0])
}

const highResolution = 2
const allAccess = 0x1f0003
const forever = 0xffffffff
/** Timers count in 100 ns, and what is negative counts from now. */
const ticksPerMillisecond = 10_000

/** A waitable timer of high resolution (Windows 10 1803 and later); before that, the system's own is set to 1 ms. */
function fineTimer(koffi: typeof Koffi, library: Koffi.LibraryHandle): Pick<Kernel, 'sleep'> {
  const create: Call<[null, null, number, number], Pointer> = library.func(
    'void* __stdcall CreateWaitableTimerExW(void* security, const char16_t* name, uint32_t flags, uint32_t access)',
  )
  const set: Call<[Pointer, Int32Array, number, null, null, number], number> = library.func(
    'int __stdcall SetWaitableTimer(void* timer, void* due, int32_t period, void* routine, void* argument, int resume)',
  )
  const wait: Call<[Pointer, number], number> = library.func(
    'uint32_t __stdcall WaitForSingleObject(void* handle, uint32_t milliseconds)',
  )
  const begin: Call<[number], number> = koffi
    .load('winmm.dll')
    .func('uint32_t __stdcall timeBeginPeriod(uint32_t milliseconds)')
  begin(1)
  const timer = create(null, null, highResolution, allAccess)
  if (timer === null) return {}
  // Both halves of a negative number of 64 bits.
  const due = Int32Array.of(0, -1)
  return {
    sleep: milliseconds => {
      due[0] = -Math.max(1, Math.round(milliseconds * ticksPerMillisecond))
      if (set(timer, due, 0, null, null, 0) !== 0) wait(timer, forever)
    },
  }
}
