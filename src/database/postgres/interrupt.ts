import { PlinthError } from '../../errors.ts'

/** A promise that rejects after `ms`, or when the run is interrupted. */
export function startDeadline(
  ms: number,
  signal: AbortSignal | undefined,
): { readonly passed: Promise<never>; readonly stop: () => void } {
  let stop: () => void = () => {}
  const passed = new Promise<never>((_, reject) => {
    const abort = () => reject(interrupted())
    const timer = setTimeout(
      () => reject(Object.assign(new Error('no answer in time'), { code: 'CONNECT_TIMEOUT' })),
      ms,
    )
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  })
  passed.catch(() => {})
  return { passed, stop }
}

export function interrupted(cause?: unknown): PlinthError {
  return new PlinthError('E_INTERRUPTED', 'the run was interrupted', { cause })
}
