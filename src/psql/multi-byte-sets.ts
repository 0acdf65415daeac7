import type { CharacterSet } from './character-set.ts'

/** Codes of two bytes and their characters. */
type Table = Uint16Array

interface MultiByte {
  /** What the WHATWG calls it. */
  readonly label: string
  /** The lowest byte of a character of two bytes. */
  readonly lowest: number
  /** PostgreSQL has no user-defined characters, except in GB18030 and UHC. */
  readonly privateUse?: 'kept'
  readonly lengthAt: CharacterSet['lengthAt']
  /** Characters that PostgreSQL decodes differently. */
  readonly correct?: (table: Table) => void
  /** Characters of one, three and four bytes. */
  readonly codeOfOther?: (bytes: Uint8Array, index: number, length: number) => number
}

const halfWidthKana = 0xff61
const twoBytes: CharacterSet['lengthAt'] = (bytes, index) => (bytes[index]! < 0x80 ? 1 : 2)
const eucBytes: CharacterSet['lengthAt'] = (bytes, index) =>
  bytes[index] === 0x8f ? 3 : bytes[index]! < 0x80 ? 1 : 2
const gbBytes: CharacterSet['lengthAt'] = (bytes, index) => {
  const second = bytes[index + 1] ?? 0
  return bytes[index]! < 0x80 ? 1 : second >= 0x30 && second <= 0x39 ? 4 : 2
}

/** Compared with a server, code by code, in test/database/psql/encodings.test.ts. */
const definitions: Readonly<Record<string, MultiByte>> = {
  SJIS: {
    label: 'shift_jis',
    lowest: 0x40,
    lengthAt: (bytes, index) => (bytes[index]! < 0x80 || isKana(bytes[index]!) ? 1 : 2),
    codeOfOther: (bytes, index) => (isKana(bytes[index]!) ? bytes[index]! - 0xa1 + halfWidthKana : -1),
  },
  EUC_JP: {
    label: 'euc-jp',
    lowest: 0xa1,
    lengthAt: eucBytes,
    correct: (table) => table.fill(0, 0xf900, 0x10000),
    codeOfOther: (bytes, index, length) => decodeOne('euc-jp', bytes, index, length),
  },
  EUC_KR: { label: 'euc-kr', lowest: 0xa1, lengthAt: eucBytes, correct: addEuro },
  UHC: { label: 'euc-kr', lowest: 0xa1, privateUse: 'kept', lengthAt: twoBytes, correct: addHangul },
  EUC_CN: {
    label: 'gbk',
    lowest: 0xa1,
    lengthAt: (bytes, index) =>
      bytes[index]! < 0x80 ? 1 : bytes[index] === 0x8e || bytes[index] === 0x8f ? 3 : 2,
    correct: (table) => put(table, 'a1a4:30fb a1aa:2015'),
  },
  GBK: { label: 'gbk', lowest: 0x40, lengthAt: twoBytes },
  GB18030: {
    label: 'gb18030',
    lowest: 0x40,
    privateUse: 'kept',
    lengthAt: gbBytes,
    correct: correctGb18030,
    codeOfOther: (bytes, index, length) => (length === 4 ? gbOfFour(bytes, index) : -1),
  },
  BIG5: { label: 'big5', lowest: 0x40, lengthAt: twoBytes, correct: correctBig5 },
}

/** Undefined for a name that is no encoding of several bytes a character, or one that no table exists for. */
export function multiByteSet(name: string): CharacterSet | undefined {
  const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined
  if (definition === undefined) return undefined
  const { lengthAt, codeOfOther } = definition
  const table = tableOf(definition)
  return {
    name,
    lengthAt,
    codeAt: (bytes, index, length) =>
      length === 2 && table[(bytes[index]! << 8) | bytes[index + 1]!]
        ? table[(bytes[index]! << 8) | bytes[index + 1]!]!
        : (codeOfOther?.(bytes, index, length) ?? -1),
  }
}

function tableOf({ label, lowest, privateUse, correct }: MultiByte): Table {
  const table: Table = new Uint16Array(0x10000)
  const decoder = new TextDecoder(label)
  for (let first = Math.max(0x81, lowest); first < 0xff; first++) {
    for (let second = lowest; second < 0xff; second++) {
      const text = second === 0x7f ? '' : decoder.decode(Uint8Array.of(first, second))
      const code = text.length === 1 ? text.charCodeAt(0) : 0
      const isPrivate = code >= 0xe000 && code <= 0xf8ff && privateUse === undefined
      if (code >= 0x80 && code !== 0xfffd && !isPrivate) table[(first << 8) | second] = code
    }
  }
  correct?.(table)
  return table
}

function decodeOne(label: string, bytes: Uint8Array, index: number, length: number): number {
  const text = new TextDecoder(label).decode(bytes.subarray(index, index + length))
  const code = text.codePointAt(0) ?? 0xfffd
  return code === 0xfffd || text.length > (code > 0xffff ? 2 : 1) ? -1 : code
}

function isKana(byte: number): boolean {
  return byte >= 0xa1 && byte <= 0xdf
}

function addEuro(table: Table): void {
  put(table, 'a2e6:20ac a2e7:ae a2e8:327e')
}

/** The syllables that KS X 1001 lacks fill the other cells in the order of Unicode. */
function addHangul(table: Table): void {
  addEuro(table)
  const known = new Set(table)
  let code = 0xac00
  for (let first = 0x81; first <= 0xc6; first++) {
    for (let second = 0x41; second <= (first < 0xa1 ? 0xfe : 0xa0); second++) {
      if ((second > 0x5a && second < 0x61) || (second > 0x7a && second < 0x81)) continue
      while (known.has(code)) code++
      if (code <= 0xd7a3) table[(first << 8) | second] = code++
    }
  }
}

function correctGb18030(table: Table): void {
  put(table, 'a3a0:e5e5 a6d9:e78d a6da:e78e a6db:e78f a6dc:e790 a6dd:e791 a6de:e792 a6df:e793 a6ec:e794')
  put(table, 'a6ed:e795 a6f3:e796 a8bc:e7c7 fe59:e81e fe61:e826 fe66:e82b fe67:e82c fe6d:e832 fe7e:e843')
  put(table, 'fe90:e854 fea0:e864')
}

function gbOfFour(bytes: Uint8Array, index: number): number {
  const code = decodeOne('gb18030', bytes, index, 4)
  return code === 0xe7c7 ? 0x1e3f : code
}

function correctBig5(table: Table): void {
  put(
    table,
    'a145:2022 a14e:ff64 a1c2:203e a1e3:223c a1f2:2641 a1f3:2609 a241:ff0f a242:ff3c a244:a5 a246:a2',
  )
  put(table, 'a247:a3')
  const characters = [
    ...'ヾゝゞ々',
    ...range(0x3041, 0x3093),
    ...range(0x30a1, 0x30f6),
    ...'ДЕЁЖЗИЙКЛМУФХЦЧШЩЪЫЬЭЮЯабвгдеёж',
    ...range(0x437, 0x44f),
    ...range(0x2460, 0x2469),
    ...range(0x2474, 0x247d),
  ]
  let next = 0
  for (let code = 0xc6a1; next < characters.length; code++) {
    const second = code & 0xff
    if (second >= 0x40 && second < 0xff && (second < 0x7f || second > 0xa0))
      table[code] = characters[next++]!.charCodeAt(0)
  }
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i))
}

function put(table: Table, corrections: string): void {
  for (const correction of corrections.split(' ')) {
    const [code, character] = correction.split(':').map((digits) => Number.parseInt(digits, 16))
    table[code!] = character!
  }
}
