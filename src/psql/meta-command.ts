import { connect } from './connect.ts'
import { findEncoding } from './encodings.ts'
import { readArguments, type MetaArguments } from './meta-arguments.ts'
import type { MetaItem } from './meta-item.ts'
import { restrict, unrestrict } from './restrict.ts'
import { scriptError } from './script-error.ts'
import { changeEncoding, type ScriptState } from './script-state.ts'
import { setVariable, unsetVariable } from './set-variable.ts'

/** What the reader must do. */
type MetaEffect =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'echo'; readonly to: 'output' | 'error'; readonly text: string }
  | { readonly kind: 'include'; readonly name: string; readonly relativeTo: 'script' | 'project' }
  | { readonly kind: 'quit' }

/** An effect, and the index in the rest of the line at which the command ends. */
export interface Interpreted {
  readonly effect: MetaEffect
  readonly end: number
}

type Interpret = (item: MetaItem, { list }: MetaArguments, state: ScriptState) => MetaEffect

const nothing: MetaEffect = { kind: 'nothing' }
const ignore: Interpret = () => nothing
const quit: Interpret = () => ({ kind: 'quit' })

const commands: ReadonlyMap<string, Interpret> = new Map<string, Interpret>([
  ['echo', (_item, found) => echo(found, 'output')],
  ['qecho', (_item, found) => echo(found, 'output')],
  ['warn', (_item, found) => echo(found, 'error')],
  ['set', silent(setVariable)],
  ['unset', silent(unsetVariable)],
  ['encoding', silent(encoding)],
  ['connect', silent(connect)],
  ['c', silent(connect)],
  ['i', (item, found) => include(item, found, 'project')],
  ['include', (item, found) => include(item, found, 'project')],
  ['ir', (item, found) => include(item, found, 'script')],
  ['include_relative', (item, found) => include(item, found, 'script')],
  ['pset', ignore],
  ['timing', ignore],
  ['x', ignore],
  ['t', ignore],
  ['a', ignore],
  ['q', quit],
  ['quit', quit],
])

const endWithSemicolon = 'End the statement with ; instead.'
const noShell = 'Plinth never runs commands of the shell, and touches no file but those it is given.'
const hints: ReadonlyMap<string, string> = new Map([
  ...['g', 'gx', 'gdesc', 'crosstabview', 'watch', 'bind', 'parse', 'sendpipeline'].map(
    (name) => [name, endWithSemicolon] as const,
  ),
  ['gset', 'Compute the value where it is used, in SQL; or give it from outside: --set name=value'],
  ['gexec', 'Run made-up SQL in SQL: DO $$ BEGIN EXECUTE …; END $$;'],
  ['copy', 'Use COPY … FROM STDIN with the rows in the script.'],
  ['.', 'It ends the rows of COPY … FROM STDIN, but no such COPY comes before it.'],
  ...[
    '!',
    'cd',
    'setenv',
    'getenv',
    'o',
    'out',
    'w',
    'write',
    's',
    'e',
    'edit',
    'ef',
    'ev',
    'password',
    'prompt',
  ].map((name) => [name, noShell] as const),
])

/**
 * Does a meta-command, or finds what the reader must do. Throws `E_SCRIPT` for all that is not on the short list: psql's
 * commands can run programs and write files.
 */
export function interpretMeta(item: MetaItem, state: ScriptState): Interpreted {
  if (state.restrictKey !== undefined && item.name !== 'unrestrict') {
    throw scriptError(item.at, `\\${item.name} is not allowed after \\restrict`, {
      hint: 'Only \\unrestrict with the key of the \\restrict may follow. Was the dump edited, or several joined?',
    })
  }
  if (item.name === 'restrict' || item.name === 'unrestrict') {
    if (item.name === 'restrict') restrict(item, state)
    else unrestrict(item, state)
    return { effect: nothing, end: item.rest.length }
  }
  const interpret = commands.get(item.name)
  if (interpret === undefined) {
    throw scriptError(item.at, `the meta-command \\${item.name} is not supported`, {
      hint: hints.get(item.name) ?? 'Remove it, or write its effect in SQL.',
    })
  }
  const found = readArguments(item, state.variables)
  return { effect: interpret(item, found, state), end: found.end }
}

function silent(run: (item: MetaItem, found: MetaArguments['list'], state: ScriptState) => void): Interpret {
  return (item, { list }, state) => {
    run(item, list, state)
    return nothing
  }
}

/** command.c, `exec_command_echo`: arguments with one space between them; a first `-n` is an option. */
function echo({ list }: MetaArguments, to: 'output' | 'error'): MetaEffect {
  const shown = list[0]?.text === '-n' && !list[0].quoted ? list.slice(1) : list
  return { kind: 'echo', to, text: shown.map(({ text }) => text).join(' ') }
}

function encoding(item: MetaItem, [name]: MetaArguments['list'], state: ScriptState): void {
  if (name !== undefined) changeEncoding(state, findEncoding(name.text, item.at))
}

/** command.c, `exec_command_include`. */
function include(item: MetaItem, { list }: MetaArguments, relativeTo: 'script' | 'project'): MetaEffect {
  const name = list[0]?.beforeSemicolons ?? ''
  if (name !== '') return { kind: 'include', name, relativeTo }
  throw scriptError(item.at, `\\${item.name} needs the name of a file`, {
    hint: 'Write it after the command.',
  })
}
