import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'

/** Bytes needed to tell the kind of a file. */
export const sniffedBytes = 256

interface FileKind {
  readonly matches: (start: string) => boolean
  readonly message: string
  readonly hint: string
}

const startsWith = (magic: string) => (start: string) => start.startsWith(magic)

/** `start` is in Latin 1: a character is a byte. */
const fileKinds: readonly FileKind[] = [
  {
    matches: startsWith('PGDMP'),
    message: 'the script is a dump in the custom format of pg_dump, not SQL',
    hint: 'Turn it into SQL: pg_restore --no-owner -f init.sql <dump>',
  },
  {
    matches: startsWith('toc.dat\0'),
    message: 'the script is a dump in the tar format of pg_dump, not SQL',
    hint: 'Turn it into SQL: pg_restore --no-owner -f init.sql <dump>',
  },
  {
    matches: startsWith('\x1f\x8b'),
    message: 'the script is compressed with gzip',
    hint: 'Name it *.sql.gz, or decompress it: gunzip <file>',
  },
  {
    matches: startsWith('\x28\xb5\x2f\xfd'),
    message: 'the script is compressed with zstd',
    hint: 'Decompress it first: zstd -d <file>',
  },
  {
    matches: (start) => start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff'),
    message: 'the script is UTF-16 text',
    hint: 'Save it as UTF-8: iconv -f UTF-16 -t UTF-8 <file> > init.sql',
  },
  {
    matches: (start) => /^\s{0,200}<(?:!doctype|html)\b/i.test(start.replace(/^\xef\xbb\xbf/, '')),
    message: 'the script is an HTML page, not SQL',
    hint: 'A download may have saved an error or login page. Open the file and fetch it again.',
  },
  {
    matches: startsWith('version https://git-lfs'),
    message: 'the script is a Git LFS pointer, not the file it points to',
    hint: 'Fetch the content: git lfs pull',
  },
]

/** Refuses a file that is evidently no SQL, with a sentence of its own for each kind. */
export function refuseForeignFile(bytes: Buffer, at: ScriptPlace): void {
  const start = bytes.toString('latin1', 0, sniffedBytes)
  for (const { matches, message, hint } of fileKinds) {
    if (matches(start)) throw scriptError(at, message, { hint })
  }
}
