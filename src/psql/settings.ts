import { booleanOf } from './boolean-word.ts'
import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'

/**
 * Variables that change how psql shows things, or how it is used by hand: they change nothing for a script that is loaded. With what they are at
 * first (startup.c); undefined: they are not there.
 */
const harmless: ReadonlyMap<string, string | undefined> = new Map([
  ['COMP_KEYWORD_CASE', 'preserve-upper'],
  ['ECHO', 'none'],
  ['ECHO_HIDDEN', 'off'],
  ['FETCH_COUNT', '0'],
  ['HIDE_TABLEAM', 'off'],
  ['HIDE_TOAST_COMPRESSION', 'off'],
  ['HISTCONTROL', 'none'],
  ['HISTFILE', undefined],
  ['HISTSIZE', '500'],
  ['IGNOREEOF', '0'],
  ['PROMPT1', '%/%R%x%# '],
  ['PROMPT2', '%/%R%x%# '],
  ['PROMPT3', '>> '],
  ['QUIET', 'off'],
  ['SHOW_ALL_RESULTS', 'on'],
  ['SHOW_CONTEXT', 'errors'],
  ['VERBOSITY', 'default'],
  ['WATCH_INTERVAL', '2'],
])

interface Setting {
  /** The values that change nothing here. */
  readonly accepts: 'on' | 'off'
  readonly otherwise: string
  readonly hint: string
}

/** Variables that change what psql does with a script: only the value that Plinth lives by is accepted. */
const strict: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  [
    'ON_ERROR_STOP',
    {
      accepts: 'on',
      otherwise: 'the script asks to go on after errors',
      hint: 'Plinth stops at the first error and rolls back. Remove the line, and make the statements succeed.',
    },
  ],
  [
    'AUTOCOMMIT',
    {
      accepts: 'on',
      otherwise: 'the script turns AUTOCOMMIT off',
      hint: 'Plinth runs the script in a transaction of its own. Remove the line and the COMMIT at the end.',
    },
  ],
  [
    'ON_ERROR_ROLLBACK',
    {
      accepts: 'off',
      otherwise: 'the script asks to pass over errors with ON_ERROR_ROLLBACK',
      hint: 'Plinth stops at the first error and rolls back. Remove the line, and make the statements succeed.',
    },
  ],
  [
    'SINGLELINE',
    {
      accepts: 'off',
      otherwise: 'the script turns SINGLELINE on',
      hint: 'End each statement with a semicolon, and remove the line.',
    },
  ],
  [
    'SINGLESTEP',
    {
      accepts: 'off',
      otherwise: 'the script turns SINGLESTEP on, which asks before each statement',
      hint: 'Remove the line.',
    },
  ],
])

/** What psql's settings are when a script begins. Those that Plinth lives by are what it does. */
export const settingsAtStart: ReadonlyMap<string, string> = new Map([
  ...[...harmless].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  ...[...strict].map(([name, { accepts }]) => [name, accepts] as const),
])

/**
 * What a variable is when it is given a value: of a setting, what psql makes of it (the substitute hooks of startup.c). `undefined` stands for `\unset`, which
 * brings most settings back to their beginning.
 */
export function settingGiven(name: string, value: string | undefined): string | undefined {
  const first = settingsAtStart.get(name)
  const isSwitch = first === 'on' || first === 'off'
  if (value === undefined) return isSwitch ? 'off' : name.startsWith('PROMPT') ? undefined : first
  return value === '' && isSwitch ? 'on' : value
}

/**
 * Whether a variable is one of psql's own settings; see the table in docs/init-scripts.md. Throws `E_SCRIPT` for a value that
 * would change how the script runs. `undefined` stands for `\unset`, which turns a switch off.
 */
export function isSetting(name: string, value: string | undefined, at: ScriptPlace): boolean {
  const setting = strict.get(name)
  if (setting === undefined) return harmless.has(name)
  const isOn = value === undefined ? false : value === '' ? true : booleanOf(value)
  const isInteractive = name === 'ON_ERROR_ROLLBACK' && value?.toLowerCase() === 'interactive'
  if (isOn === (setting.accepts === 'on') || isInteractive) return true
  throw scriptError(
    at,
    isOn === undefined ? `${name} is set to "${value}", which is neither on nor off` : setting.otherwise,
    {
      hint: setting.hint,
    },
  )
}
