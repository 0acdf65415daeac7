import { Parser } from 'yargs/helpers'
import { PlinthError } from '../errors.ts'
import { nearest } from '../revision/nearest.ts'
import { globalOptions, verbs, type Option } from './options.ts'

/** The command line, understood: the verb by its first name, its words, and its options. */
export interface Arguments {
  readonly verb: string
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Parses the words behind `plinth`. Throws E_USAGE with a "did you mean". */
export function parseArguments(argv: readonly string[]): Arguments {
  const { argv: parsed, error } = Parser.detailed(argv.map(withImpliedValue), parserOptions)
  if (error) throw notParsed(error.message)
  const [first, ...words] = parsed._.map(String)
  const verb = first === undefined ? 'help' : canonical(first)
  if (verb === undefined) throw unknownVerb(first as string)
  const given = Object.keys(parsed).filter((key) => key !== '_' && key !== '$0')
  refuseUnknown(given, verb)
  refuseUseless(given, verb)
  refuseRepeated(parsed)
  return { verb, words, options: parsed }
}

/** All options of all verbs: an option means the same everywhere, so the verb need not be known to read the line. */
const allOptions: Readonly<Record<string, Option>> = Object.assign(
  {},
  globalOptions,
  ...Object.values(verbs).map(({ options }) => options),
)

/** The parser of yargs without its help screen, completion and locales, which cost half the start of a command. */
const parserOptions = optionsForParser(Object.entries(allOptions))

function optionsForParser(options: readonly (readonly [string, Option])[]) {
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

/** `--wait` takes its time only where one follows; `plinth --wait migrate` waits the default time. `check --model` takes the model that is configured. */
function withImpliedValue(word: string, index: number, argv: readonly string[]): string {
  if (word === '--model' && (argv[index + 1] ?? '-').startsWith('-')) return '--model='
  return word === '--wait' && !/^\d/.test(argv[index + 1] ?? '') ? '--wait=60s' : word
}

/** The verb of a name that it goes by. */
export function canonical(word: string): string | undefined {
  return Object.keys(verbs).find((verb) => verb === word || verbs[verb]?.otherNames.includes(word))
}

const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries(allOptions).flatMap(([name, { alias }]) => (alias ? [[alias, name]] : [])),
)

function refuseUnknown(given: readonly string[], verb: string): void {
  const unknown = given.find((key) => !Object.hasOwn(allOptions, key) && !aliases.has(key))
  if (unknown === undefined) return
  const near = suggestion(unknown, Object.keys(allOptions))
  throw new PlinthError('E_USAGE', `unknown option ${unknown.length === 1 ? '-' : '--'}${unknown}`, {
    hint: `${near === undefined ? '' : `Did you mean --${near}? `}All options: ${pageOf(verb)}`,
  })
}

/** An option that a verb would not heed is refused: `reset --sql` must not delete anything. */
function refuseUseless(given: readonly string[], verb: string): void {
  const known = { ...globalOptions, ...verbs[verb]?.options }
  const useless = given.find((key) => !Object.hasOwn(known, aliases.get(key) ?? key))
  if (useless === undefined) return
  const name = aliases.get(useless) ?? useless
  const takers = Object.keys(verbs).filter((other) => name in (verbs[other]?.options ?? {}))
  throw new PlinthError('E_USAGE', `plinth ${verb} does not take --${name}`, {
    detail: `It is an option of ${takers.join(', ')}.`,
    hint: `Leave it out. All options: ${pageOf(verb)}`,
  })
}

function refuseRepeated(parsed: Readonly<Record<string, unknown>>): void {
  for (const [name, option] of Object.entries(allOptions)) {
    if (!option.array && Array.isArray(parsed[name]))
      throw new PlinthError('E_USAGE', `--${name} is given more than once`, { hint: 'Keep one of them.' })
  }
}

export function unknownVerb(word: string): PlinthError {
  const names = Object.entries(verbs).flatMap(([verb, { otherNames }]) => [verb, ...otherNames])
  const near = suggestion(word, names)
  return new PlinthError('E_USAGE', `unknown command "${word}"`, {
    hint: `${near === undefined ? '' : `Did you mean: plinth ${near}? `}All commands: plinth --help`,
  })
}

/** The name that was begun, else the one that was misspelt. A short word is near to everything, so it gets none. */
function suggestion(word: string, names: readonly string[]): string | undefined {
  if (word.length < 3) return undefined
  return names.find((name) => name.startsWith(word)) ?? nearest(word, names)
}

/** Where the options of a verb are described. */
function pageOf(verb: string): string {
  return verb === 'help' ? 'plinth --help' : `plinth ${verb} --help`
}

/** What the parser complains of, in our words: an option without its value. */
function notParsed(message: string): PlinthError {
  const given = /^Not enough arguments following: (.+)$/.exec(message)?.[1]
  if (given === undefined) return new PlinthError('E_USAGE', lowerFirst(message), { hint: 'plinth --help' })
  const name = aliases.get(given) ?? given
  return new PlinthError('E_USAGE', `--${name} needs a value`, {
    hint: `Write it behind it: --${name}=… All options: plinth --help`,
  })
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '')
}
