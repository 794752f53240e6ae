// What a page finds when it comes: the latest laps, boards, and what screens of boards were told.
import type { Board } from '../model/board.ts'
import type { BoardScreen } from '../model/board-screen.ts'
import { withLap } from '../model/lap-side.ts'
import type { Hello } from '../model/live-protocol.ts'
import type { LapRecord } from '../model/messages.ts'

const most = { laps: 100, boards: 60, screens: 60 } as const

export class Latest {
  #laps: readonly LapRecord[]
  readonly #boards: Map<string, Board>
  readonly #screens = new Map<string, BoardScreen>()

  /** `laps`: newest first. */
  constructor(laps: readonly LapRecord[], boards: readonly Board[]) {
    this.#laps = laps.slice(0, most.laps)
    this.#boards = new Map(boards.slice(0, most.boards).map(board => [board.board, board]))
  }

  lap(lap: LapRecord): void {
    this.#laps = withLap(this.#laps, lap, most.laps)
  }

  board(board: Board): void {
    newest(this.#boards, board, most.boards)
  }

  /** Going over to another board is said once. */
  screen(screen: BoardScreen): void {
    if (screen.show === undefined) newest(this.#screens, screen, most.screens)
    else this.#screens.delete(screen.board)
  }

  get all(): Pick<Hello, 'laps' | 'boards' | 'screens'> {
    return { laps: this.#laps, boards: [...this.#boards.values()], screens: [...this.#screens.values()] }
  }
}

/** Puts it last; the one that was silent longest makes room. */
function newest<Of extends { readonly board: string }>(of: Map<string, Of>, next: Of, most: number): void {
  of.delete(next.board)
  of.set(next.board, next)
  for (const oldest of of.keys()) {
    if (of.size <= most) break
    of.delete(oldest)
  }
}
