import type { MetaArgument } from './meta-arguments.ts'
import type { MetaItem } from './meta-item.ts'
import { scriptError } from './script-error.ts'
import type { ScriptState } from './script-state.ts'
import { isSetting } from './settings.ts'

/** command.c, `exec_command_set`: the value is all arguments behind the name, without the spaces between them. */
export function setVariable(
  { at }: MetaItem,
  list: readonly MetaArgument[],
  { variables }: ScriptState,
): void {
  const [name, ...values] = list.map(({ text }) => text)
  if (name === undefined) {
    throw scriptError(at, '\\set without a name shows all variables, which is not supported', {
      hint: 'Remove the line.',
    })
  }
  const value = values.join('')
  const setting = isSetting(name, value, at)
  if (variables !== undefined) variables.set(name, value, at)
  else if (!setting) {
    throw scriptError(at, `the script sets the variable ${name}, but variables are not enabled`, {
      hint: `Enable them by giving one from outside, which the script may change: --set ${name}=value`,
    })
  }
}

/** command.c, `exec_command_unset`. Without variables there is nothing to forget. */
export function unsetVariable(
  { at }: MetaItem,
  list: readonly MetaArgument[],
  { variables }: ScriptState,
): void {
  const [name] = list
  if (name === undefined) {
    throw scriptError(at, '\\unset needs the name of a variable', { hint: 'Write it after the command.' })
  }
  // Refuses those without which the script would run otherwise.
  isSetting(name.text, undefined, at)
  variables?.unset(name.text)
}
