import { stripVTControlCharacters } from 'node:util'
import { PlinthError } from '../errors.ts'
import { readScript } from '../psql/read-script.ts'
import type { RunResult } from '../world.ts'
import type { BuiltModel, Model, ModelSurroundings, ScriptModel } from './model.ts'

/** A command that prints DDL, or makes the schema in a database that it is given. */
export interface ModelCommand {
  readonly command: readonly string[]
  readonly result: 'printed' | 'built'
}

/** A command, and how long it may take. */
export interface TimedCommand extends ModelCommand {
  readonly timeoutMs: number
}

/** So much of what a command said is shown. */
const mostLines = 20

/**
 * A model of a command, which runs in the folder of the project; programs of the project's own `node_modules/.bin` are found. One that prints the model is run now, one
 * that builds it when there is a database for it.
 */
export async function commandModel(command: TimedCommand, surroundings: ModelSurroundings): Promise<Model> {
  if (command.result === 'printed') return printedModel(command, surroundings)
  const build = async (variables: BuildVariables) => {
    await run(command, surroundings, variables)
  }
  return { kind: 'built', about: shown(command.command), build }
}

type BuildVariables = Parameters<BuiltModel['build']>[0]

async function printedModel(command: TimedCommand, surroundings: ModelSurroundings): Promise<ScriptModel> {
  const about = shown(command.command)
  const { stdout, stderr } = await run(command, surroundings)
  // Some tools colour what they print whoever reads it.
  const sql = stripVTControlCharacters(stdout)
  const options = {
    file: `output of ${about}`,
    maxStatementBytes: surroundings.reading.maxStatementBytes,
  }
  const read = () => readScript(chunksOf(sql), options)
  let isEmpty = true
  for await (const item of read()) if (item.kind !== 'echo') isEmpty = false
  if (!isEmpty) return { kind: 'script', about, read }
  throw new PlinthError('E_MODEL', `${about} printed no SQL`, {
    detail: said({ stdout: sql, stderr }),
    hint: 'It must print the statements that make the whole schema, and nothing else, on stdout. If it makes them in a database: builds: true',
  })
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function run(
  { command, timeoutMs }: TimedCommand,
  { world, root, signal }: ModelSurroundings,
  env: BuildVariables = {},
): Promise<RunResult> {
  const [file = '', ...args] = command
  try {
    return await world.run(file, args, {
      cwd: root,
      env: { ...env, FORCE_COLOR: '0', NO_COLOR: '1' },
      timeoutMs,
      localFolder: root,
      ...(signal ? { signal } : {}),
    })
  } catch (cause) {
    if (signal?.aborted)
      throw new PlinthError('E_INTERRUPTED', `the run was interrupted during ${shown(command)}`, { cause })
    throw failed(command, timeoutMs, cause as Failure)
  }
}

/** What execa rejects with. */
interface Failure extends Partial<RunResult> {
  readonly code?: string
  readonly exitCode?: number
  readonly timedOut?: boolean
  readonly shortMessage?: string
  readonly message: string
}

function failed(command: readonly string[], timeoutMs: number, failure: Failure): PlinthError {
  const about = shown(command)
  const { code, exitCode, timedOut, stdout = '', stderr = '' } = failure
  const cause = { cause: failure }
  if (code === 'ENOENT' || code === 'EACCES')
    return new PlinthError('E_MODEL', `${command[0] ?? ''} cannot be run: ${code}`, {
      detail: `the command of the model is ${about}`,
      hint: 'Install it in the project, or correct "model" in the configuration.',
      ...cause,
    })
  const how = timedOut
    ? `did not end within ${timeoutMs / 1000} s`
    : exitCode === undefined
      ? `failed: ${failure.shortMessage ?? failure.message}`
      : `failed with exit code ${exitCode}`
  return new PlinthError('E_MODEL', `${about} ${how}`, {
    detail: said({ stdout, stderr }),
    hint: timedOut
      ? 'Does it wait for an answer? To wait longer, set "timeout" beside the command in the configuration.'
      : 'Run the same command by hand in the folder of the project.',
    ...cause,
  })
}

/** The last lines of its complaint; where it did not complain, of what it printed. */
function said({ stdout, stderr }: RunResult): string {
  const text = stripVTControlCharacters(stderr.trim() || stdout.trim())
  return text.split('\n').slice(-mostLines).join('\n') || 'It said nothing.'
}

/** Without line breaks: an argument may be a program. */
function shown(command: readonly string[]): string {
  return command.map((part) => (part.includes('\n') ? '…' : part)).join(' ')
}
