import type { CharacterSet } from './character-set.ts'
import type { ScriptPlace } from './item.ts'
import { multiByteSet } from './multi-byte-sets.ts'
import { scriptError } from './script-error.ts'
import { singleByteSet } from './single-byte-sets.ts'

/** The encoding of a script; `undefined` is UTF-8, which needs no decoding. */
export type Encoding = CharacterSet | undefined

/** Other names for an encoding, as `pg_encname_tbl` of PostgreSQL's `src/common/encnames.c` has them. */
const aliases: Readonly<Record<string, string>> = {
  abc: 'WIN1258',
  alt: 'WIN866',
  eucjis2004: 'EUC_JIS_2004',
  iso88591: 'LATIN1',
  iso885910: 'LATIN6',
  iso885913: 'LATIN7',
  iso885914: 'LATIN8',
  iso885915: 'LATIN9',
  iso885916: 'LATIN10',
  iso88592: 'LATIN2',
  iso88593: 'LATIN3',
  iso88594: 'LATIN4',
  iso88599: 'LATIN5',
  koi8: 'KOI8R',
  mskanji: 'SJIS',
  shiftjis: 'SJIS',
  shiftjis2004: 'SHIFT_JIS_2004',
  tcvn: 'WIN1258',
  tcvn5712: 'WIN1258',
  vscii: 'WIN1258',
  win: 'WIN1251',
  win932: 'SJIS',
  win936: 'GBK',
  win949: 'UHC',
  win950: 'BIG5',
}

const names = (
  'BIG5 EUC_CN EUC_JP EUC_KR EUC_TW GB18030 GBK ISO_8859_5 ISO_8859_6 ISO_8859_7 ISO_8859_8 JOHAB KOI8R KOI8U LATIN1 ' +
  'LATIN2 LATIN3 LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 MULE_INTERNAL SJIS UHC WIN866 WIN874 WIN1250 WIN1251 ' +
  'WIN1252 WIN1253 WIN1254 WIN1255 WIN1256 WIN1257 WIN1258'
).split(' ')

const byName: ReadonlyMap<string, string> = new Map([
  ...names.map((name) => [clean(name), name] as const),
  ...Object.entries(aliases),
])

const utf8Names: ReadonlySet<string> = new Set(['utf8', 'unicode', 'sqlascii'])
const opened = new Map<string, CharacterSet>()

/**
 * The encoding that PostgreSQL knows by this name: case, punctuation and blanks don't count (`clean_encoding_name`).
 * SQL_ASCII says nothing of its bytes, so they must be UTF-8. Throws `E_SCRIPT` at `at` for a name that is unknown, and for an
 * encoding that no table exists for here.
 */
export function findEncoding(given: string, at: ScriptPlace): Encoding {
  const key = clean(given)
  if (utf8Names.has(key)) return undefined
  const name = byName.get(key) ?? byName.get(key.replace(/^windows/, 'win'))
  if (name === undefined) {
    throw scriptError(at, `"${given}" is no encoding that PostgreSQL knows`, {
      hint: 'The names are in the manual, "Character Set Support"; UTF8, LATIN1 and WIN1252 are among them.',
    })
  }
  const set = opened.get(name) ?? singleByteSet(name) ?? multiByteSet(name)
  if (set === undefined) {
    throw scriptError(at, `scripts in the encoding ${name} cannot be read`, {
      hint: `Convert the script and the line that names the encoding to UTF-8: iconv -f ${name} -t UTF-8 ${at.file}`,
    })
  }
  opened.set(name, set)
  return set
}

function clean(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
