// Keeps the screen awake while a page is looked at. Browsers allow it to pages of HTTPS and of this machine alone.

/** Whether this page may ask for it at all. */
export const mayStayAwake = (): boolean => 'wakeLock' in navigator

/** Holds the screen awake until the returned function is called; where the browser refuses, it sleeps as it would. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined
  let isOver = false
  const hold = () => {
    if (document.visibilityState !== 'visible' || !mayStayAwake()) return
    navigator.wakeLock.request('screen').then(
      held => {
        lock = held
        if (isOver) void held.release()
      },
      () => undefined,
    )
  }
  hold()
  // A lock ends when the page is hidden.
  document.addEventListener('visibilitychange', hold)
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', hold)
    void lock?.release()
  }
}
