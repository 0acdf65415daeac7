import { bytes, count, duration } from './words.ts'

/** How far a script is. */
export interface Reading {
  readonly statements: number
  readonly bytes: number
  readonly totalBytes: number
  /** Since the script began. */
  readonly elapsedMs: number
}

const width = 20
/** Before so much time has passed, a rate says nothing. */
const settledMs = 1000

/** `████████░░░░░░░░░░░░ 41 %  1204 statements, 8.2 MB of 20.0 MB, 3.1 MB/s, 4 s left` */
export function renderBar(reading: Reading): string {
  const { statements, totalBytes, elapsedMs } = reading
  // What is included is not known before it is opened.
  const share = totalBytes === 0 ? 0 : Math.min(1, reading.bytes / totalBytes)
  const filled = Math.round(share * width)
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
  const parts = [count(statements, 'statement'), `${bytes(reading.bytes)} of ${bytes(totalBytes)}`]
  if (elapsedMs >= settledMs && share > 0) {
    parts.push(
      `${bytes(reading.bytes / (elapsedMs / 1000))}/s`,
      `${duration((elapsedMs / share) * (1 - share))} left`,
    )
  }
  return `${bar} ${Math.floor(share * 100)} %  ${parts.join(', ')}`
}
