import { optionHelp, type OptionHelp } from './help-options.ts'
import { helpVerbs } from './help-verbs.ts'
import { globalOptions, verbs, type Option } from './options.ts'

const width = 100
const margin = 26

/** The page of a verb: how it is written, what it does, its options, examples. */
export function helpPage(verb: string): string {
  const { otherNames = [], options = {} } = verbs[verb] ?? {}
  const { usage, about, examples } = helpVerbs[verb] ?? { usage: `plinth ${verb}`, about: '', examples: [] }
  const own = Object.entries(options).flatMap(optionLines)
  return [
    usage,
    ...(otherNames.length > 0 ? [`Also: ${otherNames.map((name) => `plinth ${name}`).join(', ')}`] : []),
    '',
    ...about.split('\n').flatMap((paragraph) => wrapped(paragraph, width)),
    ...(own.length > 0 ? ['', 'Options', ...own] : []),
    '',
    'Options of every command',
    ...Object.entries(globalOptions).flatMap(optionLines),
    '',
    'Examples',
    ...examples.map(([command, why]) => `  ${command.padEnd(52)}  ${why}`.trimEnd()),
  ].join('\n')
}

function optionLines([name, option]: readonly [string, Option]): readonly string[] {
  const { about, env, fallback, ...rest } = optionHelp[name] ?? { about: '' }
  const more = [env && `Environment: ${env}.`, fallback && `Default: ${fallback}.`]
  const [first = '', ...others] = wrapped([about, ...more].filter(Boolean).join(' '), width - margin)
  const left = `  ${written(name, option, rest)}`
  const head = left.length < margin ? [left.padEnd(margin) + first] : [left, ' '.repeat(margin) + first]
  return [...head, ...others.map((line) => ' '.repeat(margin) + line)]
}

/** Flags that are there to be switched off. */
const writtenOtherwise: Readonly<Record<string, string>> = {
  migrate: '--no-migrate',
  transaction: '--no-transaction',
  color: '--color, --no-color',
}

/** `-u, --url URL`, `--no-migrate`: as it is typed. */
function written(name: string, { alias }: Option, { value }: Pick<OptionHelp, 'value'>): string {
  const long = writtenOtherwise[name] ?? `--${name}`
  const argument = value === undefined ? '' : value.startsWith('[') ? value : ` ${value}`
  return `${alias === undefined ? '    ' : `-${alias}, `}${long}${argument}`
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
