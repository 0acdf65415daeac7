import { booleanOf } from './boolean-word.ts'
import { Conditions, type BranchCommand } from './conditions.ts'
import { endOfSkippedArguments, readArguments } from './meta-arguments.ts'
import type { MetaItem } from './meta-item.ts'
import { scriptError } from './script-error.ts'
import type { Variables } from './variables.ts'

const branchCommands: ReadonlySet<string> = new Set(['if', 'elif', 'else', 'endif'])
/** The rest of their line is one argument: `ignore_slash_whole_line` of psql's `command.c`. */
const lineCommands: ReadonlySet<string> = new Set(['!', 'copy', 'ef', 'ev', 'h', 'help', 'sf', 'sv'])
/** The rest of their line is one argument when it begins with a bar. */
const pipeCommands: ReadonlySet<string> = new Set(['g', 'gx', 'o', 'out', 'w', 'write'])

export function isBranchCommand(name: string): name is BranchCommand {
  return branchCommands.has(name)
}

/** Runs `\if` and its kin. Returns the index in the rest of the line at which the command ends. */
export function runBranchCommand(
  item: MetaItem,
  conditions: Conditions,
  variables: Variables | undefined,
): number {
  const { name, at, rest } = item
  if (!isBranchCommand(name)) return 0
  let end = endOfSkippedArguments(rest)
  conditions.run(name, at, () => {
    const found = readArguments(item, variables)
    end = found.end
    return conditionIn(item, found.list.map(({ text }) => text).join(' '), variables)
  })
  return end
}

/** Where a command in a branch that does not run ends. */
export function endOfSkippedCommand({ name, rest }: MetaItem): number {
  const takesLine = lineCommands.has(name) || (pipeCommands.has(name) && rest.trimStart().startsWith('|'))
  return takesLine ? rest.length : endOfSkippedArguments(rest)
}

/** psql takes what is no boolean for false, and says so; here it is refused. */
function conditionIn({ name, at }: MetaItem, text: string, variables: Variables | undefined): boolean {
  const value = booleanOf(text)
  if (value !== undefined) return value
  const isVariable = variables === undefined && text.includes(':')
  throw scriptError(at, `the condition of \\${name} is "${text}", which is neither true nor false`, {
    hint: isVariable
      ? 'Variables are not enabled. Enable them by giving one from outside: --set name=value'
      : 'Write true, false, on, off, yes, no, 1 or 0, or a variable with such a value.',
  })
}
