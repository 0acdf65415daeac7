import { hash } from 'node:crypto'

/** What was last recorded for a revision that is applied. */
export interface AppliedRevision {
  readonly revision: string
  readonly how: string
  readonly message: string
  /** SHA-256 of the bytes of the file; null when stamped without a file. */
  readonly checksum: string | null
  /** SHA-256 of what its sections do; null when stamped without a file. */
  readonly normalChecksum: string | null
  /** RFC 3339, UTC. */
  readonly finished: string
  readonly by: string
}

/** What is recorded as applied: its rows in order, or that it is just what the files have, each with its bytes. Of the latter the first row only was read. */
export type Applied = readonly AppliedRevision[] | AsFiles

export interface AsFiles {
  readonly first: AppliedRevision | undefined
}

export function isAsFiles(applied: Applied): applied is AsFiles {
  return 'first' in applied
}

/** The rows that were read. */
export function rowsRead(applied: Applied): readonly AppliedRevision[] {
  if (!isAsFiles(applied)) return applied
  return applied.first === undefined ? [] : [applied.first]
}

/** Whether the files have what is applied, by the sum that was read of it: {@link isSumOf}. */
export type IsSumOfFiles = (sum: string) => Promise<boolean>

/** What a sum is made of. */
interface SummedFile {
  readonly id: string
  readonly checksum: string
  /** Of a baseline. */
  readonly init: string | undefined
}

/**
 * Whether it is the SHA-256, in hex, over revisions and checksums of files, as the server makes it of its journal: thousands of rows need not be sent to be found
 * the same. Of a baseline the journal has the checksum of its init script, where that was run, and of its file, where it was stamped.
 */
export function isSumOf(files: readonly SummedFile[], sum: string): boolean {
  if (sumOf(files, ({ id, checksum, init }) => (init === undefined ? `${id} ${checksum}` : id)) === sum)
    return true
  const hasBaseline = files.some(({ init }) => init !== undefined)
  return hasBaseline && sumOf(files, ({ id, checksum }) => `${id} ${checksum}`) === sum
}

function sumOf(files: readonly SummedFile[], lineOf: (file: SummedFile) => string): string {
  return hash('sha256', files.map(lineOf).sort().join('\n'))
}
