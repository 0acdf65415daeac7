import type { CharacterSet } from './character-set.ts'

interface SingleByte {
  /** What the WHATWG calls it; undefined where its table is not PostgreSQL's, or not in every Node. */
  readonly label?: string
  /** Bytes that PostgreSQL has no character for, unlike the WHATWG. */
  readonly without?: string
  /** The characters from 0x80 on, where there is no label; those that are missing at the front are the control characters. */
  readonly characters?: string
}

const latin1 = Array.from({ length: 96 }, (_, i) => String.fromCharCode(0xa0 + i)).join('')
const latin5 = latin1
  .replace('Ð', 'Ğ')
  .replace('Ý', 'İ')
  .replace('Þ', 'Ş')
  .replace('ð', 'ğ')
  .replace('ý', 'ı')
  .replace('þ', 'ş')
const latin10 =
  '\u00a0ĄąŁ€„Š§š©Ș«Ź\u00adźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ'
const win1252 = '€\uffff‚ƒ„…†‡ˆ‰Š‹Œ\uffffŽ\uffff\uffff‘’“”•–—˜™š›œ\uffffžŸ' + latin1

/**
 * PostgreSQL's tables are those of the WHATWG but for the bytes listed here (compared with a server in
 * test/database/psql/encodings.test.ts). LATIN1, LATIN5 and WIN1252 are spelt out because to the WHATWG the first two are
 * windows-1252 and windows-1254, and Node 20 decodes windows-1252 as if it were LATIN1.
 */
const definitions: Readonly<Record<string, SingleByte>> = {
  LATIN1: { characters: latin1 },
  LATIN2: { label: 'iso-8859-2' },
  LATIN3: { label: 'iso-8859-3' },
  LATIN4: { label: 'iso-8859-4' },
  LATIN5: { characters: latin5 },
  LATIN6: { label: 'iso-8859-10' },
  LATIN7: { label: 'iso-8859-13' },
  LATIN8: { label: 'iso-8859-14' },
  LATIN9: { label: 'iso-8859-15' },
  LATIN10: { characters: latin10 },
  ISO_8859_5: { label: 'iso-8859-5' },
  ISO_8859_6: { label: 'iso-8859-6' },
  ISO_8859_7: { label: 'iso-8859-7' },
  ISO_8859_8: { label: 'iso-8859-8' },
  KOI8R: { label: 'koi8-r' },
  KOI8U: { label: 'koi8-u' },
  WIN866: { label: 'ibm866' },
  WIN874: {
    label: 'windows-874',
    without: '81828384868788898a8b8c8d8e8f9098999a9b9c9d9e9fdbdcdddefcfdfeff',
  },
  WIN1250: { label: 'windows-1250', without: '8183889098' },
  WIN1251: { label: 'windows-1251', without: '98' },
  WIN1252: { characters: win1252 },
  WIN1253: { label: 'windows-1253', without: '81888a8c8d8e8f90989a9c9d9e9faad2ff' },
  WIN1254: { label: 'windows-1254', without: '818d8e8f909d9e' },
  WIN1255: { label: 'windows-1255', without: '818a8c8d8e8f909a9c9d9e9fcad9dadbdcdddedffbfcff' },
  WIN1256: { label: 'windows-1256' },
  WIN1257: { label: 'windows-1257', without: '8183888a8c90989a9c9fa1a5' },
  WIN1258: { label: 'windows-1258', without: '818a8d8e8f909a9d9e' },
}

/** Undefined for a name that is no encoding of one byte a character. */
export function singleByteSet(name: string): CharacterSet | undefined {
  const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined
  if (definition === undefined) return undefined
  const codes = codesOf(definition)
  return { name, lengthAt: () => 1, codeAt: (bytes, index) => codes[bytes[index]! - 0x80]! }
}

function codesOf({ label, without = '', characters = '' }: SingleByte): Int32Array {
  const codes = new Int32Array(128).fill(-1)
  const missing = Buffer.from(without, 'hex')
  const firstCharacter = 0x100 - characters.length
  for (let byte = 0x80; byte < 0x100; byte++) {
    const code = label === undefined ? spelt(byte, characters, firstCharacter) : decoded(byte, label)
    if (code !== undefined && !missing.includes(byte)) codes[byte - 0x80] = code
  }
  return codes
}

function spelt(byte: number, characters: string, firstCharacter: number): number | undefined {
  if (byte < firstCharacter) return byte
  const code = characters.charCodeAt(byte - firstCharacter)
  return code === 0xffff ? undefined : code
}

function decoded(byte: number, label: string): number | undefined {
  const code = new TextDecoder(label).decode(Uint8Array.of(byte)).charCodeAt(0)
  return code === 0xfffd ? undefined : code
}
