import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { PlinthError, exitCodeOf } from '../errors.ts'
import type { Surroundings } from '../project.ts'
import { version } from '../version.ts'
import { realWorld } from '../world.ts'
import { canonical, parseArguments, unknownVerb, type Arguments } from './arguments.ts'
import { progressOn } from './progress.ts'
import { asPlinthError, errorJson, renderError } from './render-error.ts'
import { openTerminal, type Streams, type Terminal } from './terminal.ts'
import { listenForUnexpected } from './unexpected.ts'
import { verbCalls, type VerbCall } from './verbs.ts'

/** Runs one command line to its end; the exit code is the result. Nothing is thrown. */
export async function run(
  argv: readonly string[],
  streams: Streams,
  interruption: AbortController,
): Promise<number> {
  const env = process.env
  const early = openTerminal(streams, {
    json: argv.includes('--json'),
    quiet: false,
    verbose: argv.includes('-v') || argv.includes('--verbose'),
    colour: argv.includes('--no-color') ? false : argv.includes('--color') ? true : undefined,
    env,
  })
  let terminal = early
  const { signal } = interruption
  const fail = (error: PlinthError) => {
    const isTerminated = error.code === 'E_INTERRUPTED' && signal.reason === 'SIGTERM'
    const exitCode = isTerminated ? 143 : exitCodeOf(error.code)
    if (terminal.isJson) terminal.json(errorJson(error))
    terminal.error(renderError(error, terminal, exitCode))
    return exitCode
  }
  const unexpected = listenForUnexpected(interruption, fail)
  try {
    const parsed = parseArguments(argv)
    terminal = openTerminal(streams, {
      json: parsed.options['json'] === true,
      quiet: parsed.options['quiet'] === true,
      verbose: parsed.options['verbose'] === true,
      colour: parsed.options['color'] as boolean | undefined,
      env,
    })
    const exitCode = await dispatch(parsed, terminal, signal)
    const fault = unexpected.fault()
    return fault === undefined ? exitCode : fail(fault)
  } catch (thrown) {
    const error = asPlinthError(thrown)
    const fault = error.code === 'E_INTERRUPTED' ? unexpected.fault() : undefined
    return fail(fault?.with(error.result === undefined ? {} : { result: error.result }) ?? error)
  } finally {
    unexpected.over()
  }
}

async function dispatch(parsed: Arguments, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const { verb, words, options } = parsed
  if (options['help'] === true || verb === 'help') return showHelp(parsed, terminal)
  if (options['version'] === true) {
    if (terminal.isJson) terminal.json({ version })
    terminal.answer(version)
    return 0
  }
  const cwd = options['cwd'] as string | undefined
  refuseMissingFolder(cwd)
  const at: Surroundings = {
    world: realWorld(cwd),
    onEvent: progressOn(terminal),
    signal,
    toolVersion: version,
    wishes: wishesOf(options),
  }
  const call = verbCalls[verb]
  if (!call) throw new PlinthError('E_INTERNAL', `the verb ${verb} is not wired`)
  refuseSurplus(verb, words, call)
  return call.run({ words, options, at, terminal })
}

function wishesOf(options: Arguments['options']): Surroundings['wishes'] {
  const text = (name: string) => options[name] as string | undefined
  return {
    url: text('url'),
    env: text('env'),
    config: text('config'),
    init: text('init'),
    migrations: text('migrations'),
    schema: text('schema'),
    model: text('model') || undefined,
    shadowUrl: text('shadow-url'),
    lockTimeout: text('lock-timeout'),
    wait: text('wait'),
    variables: variablesOf(options['set'] as readonly string[] | undefined),
  }
}

/** `plinth --help` is one screen; `plinth init --help` and `plinth help init` are the page of `init`. */
async function showHelp({ verb, words }: Arguments, terminal: Terminal): Promise<number> {
  const [named] = words
  const about = verb === 'help' && named !== undefined ? canonical(named) : verb
  if (about === undefined) throw unknownVerb(named as string)
  const help =
    about === 'help' ? (await import('./help.ts')).help : (await import('./help-page.ts')).helpPage(about)
  if (terminal.isJson) terminal.json({ help })
  terminal.answer(help)
  return 0
}

function refuseMissingFolder(folder: string | undefined): void {
  if (folder === undefined || statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  throw new PlinthError('E_FILE', `there is no folder ${folder}`, {
    detail: `looked for ${resolve(folder)}`,
    hint: 'Correct -C (--cwd): it names the folder of the project.',
  })
}

/** `--set name=value`, as psql's. */
function variablesOf(given: readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^(\w+)=([^]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined)
        throw new PlinthError('E_USAGE', `--set ${text} does not set a variable`, {
          hint: '--set name=value',
        })
      return [name, value]
    }),
  )
}

function refuseSurplus(
  verb: string,
  words: readonly string[],
  { words: [least, most], needs = 'an argument' }: Pick<VerbCall, 'words' | 'needs'>,
): void {
  if (words.length < least) {
    throw new PlinthError('E_USAGE', `plinth ${verb} needs ${needs}`, { hint: `plinth ${verb} --help` })
  }
  if (words.length > most) {
    throw new PlinthError('E_USAGE', `plinth ${verb} does not take "${words[most]}"`, {
      hint:
        verb === 'create'
          ? 'Put the message into quotes: plinth create "add user last_login column"'
          : `plinth ${verb} --help`,
    })
  }
}
