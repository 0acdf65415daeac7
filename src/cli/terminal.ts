import type { ChalkInstance } from 'chalk'
import { colourFor } from './colour.ts'

/** The streams of a process, as far as the command line uses them. */
export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly stderr: {
    write(text: string): unknown
    readonly isTTY?: boolean
    readonly writableLength?: number
  }
  readonly stdin: { readonly isTTY?: boolean }
}

/** Where words go: answers to stdout, progress and errors to stderr. */
export interface Terminal {
  /** A line of the answer, or several. Nothing with `--json`. */
  answer(text: string): void
  /** A line of progress. Nothing with `--quiet` or `--json`. */
  tell(line: string): void
  /** A line that overwrites itself; only on a terminal. */
  progress(line: string): void
  error(text: string): void
  /** The one JSON document of `--json`. */
  json(value: unknown): void
  readonly out: ChalkInstance
  readonly err: ChalkInstance
  readonly verbose: boolean
  readonly isJson: boolean
  /** Progress may move on one line. */
  readonly isLive: boolean
  /** Somebody can be asked. */
  readonly isInteractive: boolean
}

export interface TerminalOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly colour: boolean | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/** So many bytes of progress may wait for a reader that is slow. What comes then is left out, and counted: a run waits for no reader, and memory ends. */
const mostUnread = 16e6

export function openTerminal(streams: Streams, options: TerminalOptions): Terminal {
  const { json, quiet, env } = options
  const isLive = streams.stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb' && !quiet && !json
  let open = false
  const clear = () => {
    if (open) streams.stderr.write('\r\u001b[K')
    open = false
  }
  let leftOut = 0
  const tellLeftOut = () => {
    if (leftOut > 0) streams.stderr.write(`… ${leftOut} lines were left out, as nobody read them\n`)
    leftOut = 0
  }
  return {
    answer: (text) => {
      clear()
      tellLeftOut()
      if (!json) streams.stdout.write(`${text}\n`)
    },
    tell: (line) => {
      clear()
      if (quiet || json) return
      if ((streams.stderr.writableLength ?? 0) > mostUnread) return void leftOut++
      tellLeftOut()
      streams.stderr.write(`${line}\n`)
    },
    progress: (line) => {
      if (!isLive) return
      clear()
      streams.stderr.write(line.slice(0, 100))
      open = true
    },
    error: (text) => {
      clear()
      tellLeftOut()
      streams.stderr.write(`${text}\n`)
    },
    json: (value) => {
      clear()
      streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    },
    out: colourFor(options.colour, env, streams.stdout.isTTY === true),
    err: colourFor(options.colour, env, streams.stderr.isTTY === true),
    verbose: options.verbose,
    isJson: json,
    isLive,
    isInteractive: streams.stdin.isTTY === true && streams.stderr.isTTY === true && !env['CI'],
  }
}
