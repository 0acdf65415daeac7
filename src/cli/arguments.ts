import { closest, distance } from 'fastest-levenshtein'
import { Parser } from 'yargs/helpers'
import { PlinthError } from '../errors.ts'

/** The verbs, each with its other names. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  init: [],
  status: [],
  wait: [],
  server: [],
  migrate: ['upgrade', 'up'],
  downgrade: ['down', 'rollback'],
  pending: [],
  current: [],
  history: ['log'],
  heads: [],
  show: [],
  create: ['revision', 'generate', 'new'],
  template: [],
  check: [],
  validate: [],
  stamp: [],
  reset: [],
  explain: [],
  help: [],
}

interface Option {
  readonly type: 'string' | 'boolean'
  readonly alias?: string
  readonly requiresArg?: true
  readonly array?: true
  readonly nargs?: 1
}

const text = { type: 'string', requiresArg: true } as const
const flag = { type: 'boolean' } as const
const list = { type: 'string', array: true, requiresArg: true, nargs: 1 } as const

const globalOptions = {
  url: { ...text, alias: 'u' },
  env: { ...text, alias: 'e' },
  config: { ...text, alias: 'c' },
  cwd: { ...text, alias: 'C' },
  init: text,
  migrations: text,
  schema: text,
  json: flag,
  quiet: { ...flag, alias: 'q' },
  verbose: { ...flag, alias: 'v' },
  yes: { ...flag, alias: 'y' },
  'dry-run': { ...flag, alias: 'n' },
  sql: flag,
  wait: { type: 'string' },
  'lock-timeout': text,
  color: flag,
  help: { ...flag, alias: 'h' },
  version: flag,
} as const

const verbOptions: Readonly<Record<string, Readonly<Record<string, Option>>>> = {
  init: { adopt: text, migrate: flag, 'create-database': flag, 'allow-newer': flag },
  create: {
    head: list,
    label: text,
    'depends-on': list,
    template: text,
    table: text,
    column: text,
    type: text,
    references: text,
  },
  history: { recorded: flag, 'indicate-current': { ...flag, alias: 'i' } },
  reset: { confirm: text },
}

/** The command line, understood: the verb by its first name, its words, and its options. */
export interface Arguments {
  readonly verb: string
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Parses the words behind `plinth`. Throws E_USAGE with a "did you mean". */
export function parseArguments(argv: readonly string[]): Arguments {
  const given = argv.map(withWaitingTime)
  const named = given.find((word) => !word.startsWith('-') && canonical(word) !== undefined)
  const verb = named === undefined ? undefined : canonical(named)
  const known = { ...globalOptions, ...verbOptions[verb ?? ''] }
  const { argv: parsed, error } = Parser.detailed([...given], parserOptions(known))
  if (error) throw new PlinthError('E_USAGE', lowerFirst(error.message), { hint: 'plinth --help' })
  const [first, ...words] = parsed._.map(String)
  refuseUnknown(parsed, known)
  refuseRepeated(parsed, known)
  if (first !== undefined && canonical(first) === undefined) throw unknownVerb(first)
  return { verb: first === undefined ? 'help' : (canonical(first) ?? 'help'), words, options: parsed }
}

/** The parser of yargs without its help screen, completion and locales, which cost half the start of a command. */
function parserOptions(known: Readonly<Record<string, Option>>) {
  const options = Object.entries(known)
  const named = (wanted: (option: Option) => boolean) =>
    options.filter(([, option]) => wanted(option)).map(([name]) => name)
  return {
    string: named((option) => option.type === 'string'),
    boolean: named((option) => option.type === 'boolean'),
    array: named((option) => option.array === true),
    alias: Object.fromEntries(options.flatMap(([name, { alias }]) => (alias ? [[name, alias]] : []))),
    // Not a number: an option that wants a value, however many follow.
    narg: Object.fromEntries(
      options.flatMap(([name, option]) => (option.requiresArg ? [[name, option.nargs ?? Number.NaN]] : [])),
    ),
    configuration: {
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'camel-case-expansion': false,
    },
  }
}

/** `--wait` takes its time only where one follows; `plinth --wait migrate` waits the default time. */
function withWaitingTime(word: string, index: number, argv: readonly string[]): string {
  return word === '--wait' && !/^\d/.test(argv[index + 1] ?? '') ? '--wait=60s' : word
}

function canonical(word: string): string | undefined {
  return Object.keys(verbs).find((verb) => verb === word || verbs[verb]?.includes(word))
}

function refuseUnknown(parsed: Record<string, unknown>, known: Readonly<Record<string, object>>): void {
  const aliases = Object.values(known).flatMap((option) =>
    'alias' in option ? [option.alias as string] : [],
  )
  const names = [...Object.keys(known), ...aliases]
  const unknown = Object.keys(parsed).find((key) => key !== '_' && key !== '$0' && !names.includes(key))
  if (unknown === undefined) return
  const nearest = closest(unknown, Object.keys(known))
  const near = unknown.length > 2 && distance(unknown, nearest) <= 3 ? `Did you mean --${nearest}? ` : ''
  throw new PlinthError('E_USAGE', `unknown option ${unknown.length === 1 ? '-' : '--'}${unknown}`, {
    hint: `${near}All options: plinth --help`,
  })
}

function refuseRepeated(parsed: Record<string, unknown>, known: Readonly<Record<string, object>>): void {
  for (const [name, option] of Object.entries(known)) {
    if (!('array' in option) && Array.isArray(parsed[name]))
      throw new PlinthError('E_USAGE', `--${name} is given more than once`, { hint: 'Keep one of them.' })
  }
}

function unknownVerb(word: string): PlinthError {
  const names = Object.entries(verbs).flatMap(([verb, others]) => [verb, ...others])
  const nearest = closest(word, names)
  const near = distance(word, nearest) <= 3 ? `Did you mean: plinth ${nearest}? ` : ''
  return new PlinthError('E_USAGE', `unknown command "${word}"`, {
    hint: `${near}All commands: plinth --help`,
  })
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '')
}
