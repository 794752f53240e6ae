// A canvas that is as sharp as its screen and as large as its box.

export class Surface {
  readonly context: CanvasRenderingContext2D
  /** Size of the box in CSS pixels; zero before it has been laid out. */
  width = 0
  height = 0
  /** Counts up when the size changes: what was painted is gone. */
  version = 0
  readonly #canvas: HTMLCanvasElement
  readonly #observer: ResizeObserver

  /** Throws when the browser has no 2D canvas. */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('canvas: expected a 2D context, found none; use a current browser')
    this.context = context
    this.#canvas = canvas
    this.#observer = new ResizeObserver(() => this.#measure())
    this.#observer.observe(canvas)
    this.#measure()
  }

  clear(): void {
    this.context.clearRect(0, 0, this.width, this.height)
  }

  close(): void {
    this.#observer.disconnect()
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas
    const scale = window.devicePixelRatio
    this.#canvas.width = Math.max(1, Math.round(width * scale))
    this.#canvas.height = Math.max(1, Math.round(height * scale))
    this.context.setTransform(scale, 0, 0, scale, 0, 0)
    this.width = width
    this.height = height
    this.version += 1
  }
}
