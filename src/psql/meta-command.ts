import type { MetaItem } from './item.ts'
import { splitArguments } from './meta-arguments.ts'
import { scriptError } from './script-error.ts'

/** What meta-commands leave behind for the ones that follow. One for each script; see {@link metaState}. */
export interface MetaState {
  /** The key of the `\restrict` in force. */
  restrictKey: string | undefined
}

/** The state at the begin of a script. {@link interpretMeta} changes it. */
export function metaState(): MetaState {
  return { restrictKey: undefined }
}

/** What the loader must do. `output` is for answers, `error` for `\warn`; `text` is without a line end. */
export type MetaEffect =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'echo'; readonly to: 'output' | 'error'; readonly text: string }
  | { readonly kind: 'quit' }

type Interpret = (item: MetaItem, state: MetaState) => MetaEffect

const nothing: MetaEffect = { kind: 'nothing' }
const ignore: Interpret = () => nothing
const quit: Interpret = () => ({ kind: 'quit' })

const commands: ReadonlyMap<string, Interpret> = new Map<string, Interpret>([
  ['restrict', restrict],
  ['unrestrict', unrestrict],
  ['echo', (item) => echo(item, 'output')],
  ['qecho', (item) => echo(item, 'output')],
  ['warn', (item) => echo(item, 'error')],
  ['set', setVariable],
  ['encoding', encoding],
  ['connect', connect],
  ['c', connect],
  ...['pset', 'timing', 'x', 't', 'a'].map((name) => [name, onlyCommand(ignore)] as const),
  ...['q', 'quit'].map((name) => [name, onlyCommand(quit)] as const),
])

const hints: ReadonlyMap<string, string> = new Map([
  ...['g', 'gx', 'gset', 'gexec', 'gdesc', 'crosstabview', 'watch', 'bind', 'parse', 'sendpipeline'].map(
    (name) => [name, 'End the statement with ; instead.'] as const,
  ),
  ...['i', 'include', 'ir', 'include_relative'].map(
    (name) => [name, 'Put the SQL of the other file into this script.'] as const,
  ),
  ...['if', 'elif', 'else', 'endif'].map(
    (name) => [name, 'Make the choice in SQL: DO $$ BEGIN IF … THEN … END IF; END $$;'] as const,
  ),
  ['copy', 'Use COPY … FROM STDIN with the rows in the script.'],
  ['!', 'Plinth never runs shell commands from a script.'],
  ['.', 'It ends the rows of COPY … FROM STDIN, but no such COPY comes before it.'],
])

/**
 * What the loader must do with a meta-command: nothing, print a text, or end the script.
 * Throws `E_SCRIPT` for all that is not on the short list: psql's commands can run programs and write files.
 */
export function interpretMeta(item: MetaItem, state: MetaState): MetaEffect {
  if (state.restrictKey !== undefined && item.name !== 'unrestrict') {
    throw scriptError(item.at, `\\${item.name} is not allowed after \\restrict`, {
      hint: 'Only \\unrestrict with the key of the \\restrict may follow. Was the dump edited, or several joined?',
    })
  }
  const interpret = commands.get(item.name)
  if (interpret !== undefined) return interpret(item, state)
  throw scriptError(item.at, `the meta-command \\${item.name} is not supported`, {
    hint: hints.get(item.name) ?? 'Remove it, or write its effect in SQL.',
  })
}

/** command.c, `exec_command_restrict`. The key is compared as it stands: nothing is expanded (CVE-2026-18408). */
function restrict(item: MetaItem, state: MetaState): MetaEffect {
  state.restrictKey = readKey(item)
  return nothing
}

function unrestrict(item: MetaItem, state: MetaState): MetaEffect {
  const expected = state.restrictKey
  if (readKey(item) !== expected) {
    const message =
      expected === undefined ? '\\unrestrict without \\restrict' : '\\unrestrict has the wrong key'
    throw scriptError(item.at, message, { hint: 'Both keys must be the same. Make the dump again.' })
  }
  state.restrictKey = undefined
  return nothing
}

function readKey(item: MetaItem): string {
  const key = item.argument.replace(/;$/, '')
  if (/^[A-Za-z0-9]+$/.test(key)) return key
  throw scriptError(item.at, `\\${item.name} needs one key of letters and digits`, {
    hint: 'pg_dump writes such a key. Make the dump again.',
  })
}

/** command.c, `exec_command_echo`: arguments with one space between them; a first `-n` is an option. */
function echo(item: MetaItem, to: 'output' | 'error'): MetaEffect {
  const found = splitArguments(item)
  const shown = found[0]?.text === '-n' && !found[0].quoted ? found.slice(1) : found
  return { kind: 'echo', to, text: shown.map(({ text }) => text).join(' ') }
}

const ignoredVariables = new Set(['VERBOSITY', 'ECHO', 'QUIET'])

function setVariable(item: MetaItem): MetaEffect {
  const [name, ...values] = splitArguments(item).map(({ text }) => text)
  const value = values.join('').toLowerCase()
  if (name === 'ON_ERROR_STOP' && !['off', 'false', 'no', '0'].includes(value)) return nothing
  if (name !== undefined && ignoredVariables.has(name)) return nothing
  if (name === 'ON_ERROR_STOP') {
    throw scriptError(item.at, 'the script asks to go on after errors', {
      hint: 'Plinth stops at the first error and rolls back. Remove the line, and make the statements succeed.',
    })
  }
  throw scriptError(item.at, `the variable ${name ?? ''} of \\set is not supported`, {
    hint: 'Write values into the SQL itself; only ON_ERROR_STOP, VERBOSITY, ECHO and QUIET may be set.',
  })
}

function encoding(item: MetaItem): MetaEffect {
  const name =
    splitArguments(item)[0]
      ?.text.toLowerCase()
      .replace(/[^a-z0-9]/g, '') ?? 'utf8'
  if (name === 'utf8' || name === 'unicode') return nothing
  throw scriptError(item.at, `the script is in the encoding ${item.argument}`, {
    hint: `Convert it to UTF-8 and remove the line: iconv -f ${item.argument} -t UTF-8 ${item.at.file}`,
  })
}

/** `\connect -` connects anew to the same database, which changes nothing for a script. */
function connect(item: MetaItem): MetaEffect {
  const found = splitArguments(item)
  if (found.length > 0 && found.every(({ text }) => text === '-')) return nothing
  throw scriptError(item.at, `\\${item.name} to another database or role is not supported`, {
    hint: 'Dump one database without --create: pg_dump instead of pg_dumpall or pg_dump --create.',
  })
}

/** The arguments are read for the sake of the errors only. */
function onlyCommand(interpret: Interpret): Interpret {
  return (item, state) => {
    splitArguments(item)
    return interpret(item, state)
  }
}
