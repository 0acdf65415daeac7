import type { Token } from './tokens.ts'

const aliases: Readonly<Record<string, string>> = {
  int: 'int4',
  integer: 'int4',
  smallint: 'int2',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  decimal: 'numeric',
  dec: 'numeric',
  boolean: 'bool',
  char: 'bpchar',
  character: 'bpchar',
  nchar: 'bpchar',
  'national char': 'bpchar',
  'national character': 'bpchar',
}
const ofTwoWords = new Set(['double precision', 'national char', 'national character'])
const varying: Readonly<Record<string, string>> = { bpchar: 'varchar', bit: 'varbit' }

/** Whether these tokens are a type whose name has more than one word, so that the first is not the name of an argument. */
function beginsLongType(first: Token | undefined, second: Token | undefined): boolean {
  if (first?.kind !== 'word' || second?.kind !== 'word') return false
  const two = `${first.text} ${second.text}`
  if (ofTwoWords.has(two)) return true
  if (second.text === 'varying') return ['bpchar', 'bit'].includes(aliases[first.text] ?? first.text)
  if (second.text === 'with' || second.text === 'without') return ['time', 'timestamp'].includes(first.text)
  return first.text === 'interval' || first.text === 'setof'
}

/** The name that the parser gives a type: `int4` for `integer`, `varchar` for `character varying(3)`; no schema. */
export function typeName(tokens: readonly Token[]): string {
  const from = tokens[0]?.kind === 'word' && tokens[0].text === 'setof' ? 1 : 0
  const first = tokens[from]
  if (!first) return ''
  const word = (at: number) => (tokens[from + at]?.kind === 'word' ? tokens[from + at]!.text : '')
  if (tokens[from + 1]?.text === '.')
    return tokens[from + (tokens[from + 3]?.text === '.' ? 4 : 2)]?.text ?? ''
  if (first.kind !== 'word') return first.text
  if (first.text === 'float') return Number(tokens[from + 2]?.text ?? 53) < 25 ? 'float4' : 'float8'
  const two = `${first.text} ${word(1)}`
  const name = aliases[two] ?? aliases[first.text] ?? first.text
  if (word(1) === 'varying' || word(2) === 'varying') return varying[name] ?? name
  const zoned = tokens.some(({ kind, text }) => kind === 'word' && text === 'with')
  return zoned && (name === 'time' || name === 'timestamp') ? `${name}tz` : name
}

/** The arguments of a function as far as they tell overloads apart: no names, defaults and results. */
export function argumentTypes(args: readonly (readonly Token[])[]): readonly (readonly Token[])[] {
  return args.filter((arg) => arg.length > 0 && !isWord(arg[0], 'out')).map(argumentType)
}

/** Those types in short; schemas are left out, because one side may have named them and the other not. */
export function signatureOf(args: readonly (readonly Token[])[]): string {
  return argumentTypes(args)
    .map(
      (type) =>
        typeName(type) + (type.some((token) => token.text === '[' || isWord(token, 'array')) ? '[]' : ''),
    )
    .join(', ')
}

function argumentType(arg: readonly Token[]): readonly Token[] {
  const end = arg.findIndex(
    (token) => isWord(token, 'default') || (token.kind === 'sign' && token.text === '='),
  )
  const tokens = (end < 0 ? arg : arg.slice(0, end)).filter(
    (token) => !isWord(token, 'in', 'inout', 'variadic'),
  )
  const [first, second] = tokens
  const named =
    second !== undefined &&
    second.kind !== 'sign' &&
    !isWord(second, 'array') &&
    !beginsLongType(first, second)
  return named ? tokens.slice(1) : tokens
}

function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text)
}
