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
  const parts = [count(statements, 'statement'), `${bytes(reading.bytes)} of ${bytes(totalBytes)}`]
  if (elapsedMs >= settledMs && share > 0) {
    parts.push(
      `${bytes(reading.bytes / (elapsedMs / 1000))}/s`,
      `${duration((elapsedMs / share) * (1 - share))} left`,
    )
  }
  return `${barOf(share)}  ${parts.join(', ')}`
}

/** How far batches are. */
export interface BatchReading {
  readonly rows: number
  /** Of these, in an earlier run. */
  readonly rowsBefore: number
  readonly totalRows: number
  /** Since this run began with them. */
  readonly elapsedMs: number
}

/** `████████░░░░░░░░░░░░ 41 %  12000 of about 29000 rows, 5000 rows/s, 4 s left` */
export function renderBatches({ rows, rowsBefore, totalRows, elapsedMs }: BatchReading): string {
  const share = totalRows === 0 ? 0 : Math.min(1, rows / totalRows)
  const parts = [`${rows} of about ${count(totalRows, 'row')}`]
  const rate = (rows - rowsBefore) / (elapsedMs / 1000)
  if (elapsedMs >= settledMs && rate > 0)
    parts.push(`${Math.round(rate)} rows/s`, `${duration(((totalRows - rows) / rate) * 1000)} left`)
  return `${barOf(share)}  ${parts.join(', ')}`
}

function barOf(share: number): string {
  const filled = Math.round(share * width)
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.floor(share * 100)} %`
}
