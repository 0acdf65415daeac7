import { Chalk, type ChalkInstance } from 'chalk'

/** The one place that decides about colour: `--color`/`--no-color`, NO_COLOR, FORCE_COLOR, TERM=dumb, then whether the stream is a terminal. */
export function colourFor(
  wish: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ChalkInstance {
  return new Chalk({ level: isColoured(wish, env, isTerminal) ? 1 : 0 })
}

function isColoured(
  wish: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (wish !== undefined) return wish
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false'
  if (env['TERM'] === 'dumb') return false
  return isTerminal
}
