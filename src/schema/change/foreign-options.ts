import { quoteLiteral } from '../../psql/quote-literal.ts'
import { sqlName } from './names.ts'

/** `OPTIONS (host 'a')`, of `host=a`; empty where there are none. */
export function optionsClause(options: readonly string[]): string {
  return options.length === 0 ? '' : `OPTIONS (${options.map((option) => optionSql(option)).join(', ')})`
}

/** `OPTIONS (SET host 'b', DROP port)`: in the order of what is wanted. */
export function optionsChange(before: readonly string[], after: readonly string[]): string {
  const names = after.map(nameOfOption)
  const kept = before.filter((option) => names.includes(nameOfOption(option)))
  const isInOrder = kept.every((option, at) => nameOfOption(option) === names[at])
  const stays = isInOrder ? kept : []
  const gone = before.filter((option) => !stays.includes(option))
  const changed = stays.flatMap((option, at) => (option === after[at] ? [] : [after[at]!]))
  const parts = [
    ...gone.map((option) => `DROP ${sqlName(nameOfOption(option))}`),
    ...changed.map((option) => `SET ${optionSql(option)}`),
    ...after.slice(stays.length).map((option) => `ADD ${optionSql(option)}`),
  ]
  return `OPTIONS (${parts.join(', ')})`
}

function nameOfOption(option: string): string {
  return option.slice(0, option.indexOf('='))
}

function optionSql(option: string): string {
  return `${sqlName(nameOfOption(option))} ${quoteLiteral(option.slice(option.indexOf('=') + 1))}`
}
