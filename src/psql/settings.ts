import { booleanOf } from './boolean-word.ts'
import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'

/** Variables that change how psql shows things, or how it is used by hand: they change nothing for a script that is loaded. */
const harmless: ReadonlySet<string> = new Set([
  'COMP_KEYWORD_CASE',
  'ECHO',
  'ECHO_HIDDEN',
  'FETCH_COUNT',
  'HIDE_TABLEAM',
  'HIDE_TOAST_COMPRESSION',
  'HISTCONTROL',
  'HISTFILE',
  'HISTSIZE',
  'IGNOREEOF',
  'PROMPT1',
  'PROMPT2',
  'PROMPT3',
  'QUIET',
  'SHOW_ALL_RESULTS',
  'SHOW_CONTEXT',
  'VERBOSITY',
  'WATCH_INTERVAL',
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
