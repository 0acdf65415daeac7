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

/**
 * SHA-256, in hex, over revisions and checksums of files, as the server makes it of its journal: thousands of rows need not be sent to be found the same. Of a
 * baseline the journal has the checksum of its init script, where that was run, and of its file, where it was stamped: two sums.
 */
export function sumsOf(
  files: readonly { readonly id: string; readonly checksum: string; readonly init: string | undefined }[],
): readonly string[] {
  const sumOf = (isRun: boolean) => {
    const lines = files.map(({ id, checksum, init }) =>
      isRun && init !== undefined ? id : `${id} ${checksum}`,
    )
    return hash('sha256', lines.sort().join('\n'))
  }
  return files.some(({ init }) => init !== undefined) ? [sumOf(true), sumOf(false)] : [sumOf(false)]
}
