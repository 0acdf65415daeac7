import { PlinthError } from '../errors.ts'

export type Compression = 'none' | 'gzip' | 'zstd'

/** Bytes needed to tell the compression of a file. */
export const magicBytes = 6

interface ForeignFormat {
  readonly name: string
  readonly magic: RegExp
  readonly command: string
}

/** Formats that Node.js cannot decompress. `magic` is in hex digits. */
const foreignFormats: readonly ForeignFormat[] = [
  { name: 'lz4', magic: /^04224d18/, command: 'lz4 -d' },
  { name: 'xz', magic: /^fd377a585a00/, command: 'xz -d' },
  { name: 'bzip2', magic: /^425a683[1-9]/, command: 'bunzip2' },
  { name: 'zip', magic: /^504b0304/, command: 'unzip' },
]

/** Tells by the first bytes how a file is compressed; its name says nothing. Throws E_FILE for a compression that cannot be read. */
export function compressionOf(start: Buffer, shown: string): Compression {
  const magic = start.toString('hex')
  if (magic.startsWith('1f8b')) return 'gzip'
  // Some programs put a frame of their own, to be skipped, before the data.
  if (/^28b52ffd|^5.2a4d18/.test(magic)) return 'zstd'
  const foreign = foreignFormats.find((format) => format.magic.test(magic))
  if (foreign === undefined) return 'none'
  throw new PlinthError('E_FILE', `${shown} is compressed with ${foreign.name}, which Plinth does not read`, {
    hint: `Decompress it, or compress it with gzip: ${foreign.command} ${shown}`,
  })
}

/** What is wrong with compressed data: it ends too early, other bytes follow it, or it contradicts itself. */
type Flaw = 'cut off' | 'followed' | 'damaged'

/**
 * The E_FILE for compressed data that cannot be read. `reason`: the decompressor's error. It comes while a script is read, so it does not
 * say what happened to the database: that is known to who runs the script.
 */
export function compressedError(
  shown: string,
  compression: Exclude<Compression, 'none'>,
  flaw: Flaw,
  reason?: Error,
): PlinthError {
  const said = reason === undefined ? '' : `The decompressor says: ${reason.message}.`
  const [fact, detail] = {
    'cut off': [
      `is cut off: it ends in the middle of its ${compression} data`,
      'The end of the script is missing: a download, a copy or a dump did not finish.',
    ],
    followed: [
      `goes on with something else after its ${compression} data`,
      'What follows cannot be decompressed, and a part of the script may be lost.',
    ],
    damaged: [`is damaged: its ${compression} data cannot be decompressed`, said],
  }[flaw] as [string, string]
  const test = compression === 'gzip' ? `gzip -t < ${shown}` : `zstd -t ${shown}`
  return new PlinthError('E_FILE', `${shown} ${fact}`, {
    ...(detail === '' ? {} : { detail }),
    hint: `Fetch or make the file again. To check it: ${test}`,
    cause: reason,
  })
}
