import type { StatementItem } from './item.ts'
import { scriptError } from './script-error.ts'

const setOff =
  /(?:^|;)\s{0,99}set\s{1,99}(?:(?:session|local)\s{1,99})?"?standard_conforming_strings"?\s{0,99}(?:=|to(?=\W))\s{0,99}'?(?:of{0,2}|fa?l?s?e?|no?|0)\b/i
const configOff =
  /set_config\s{0,99}\(\s{0,99}'standard_conforming_strings'\s{0,99},\s{0,99}'(?:off?|f[alse]*|no?|0)'/i

/**
 * Refuses `standard_conforming_strings = off`: psql then reads plain strings by other rules, PostgreSQL 19 has it no
 * more, and only dumps of servers before 9.1, or of databases that turned it off, hold it.
 */
export function refuseOldStrings(text: string, statement: Pick<StatementItem, 'at'>): void {
  if (!text.includes('tandard_conforming_strings') && !/standard_conforming_strings/i.test(text)) return
  if (!setOff.test(text) && !configOff.test(text)) return
  throw scriptError(statement.at, 'the script turns standard_conforming_strings off', {
    hint: 'Make the dump again with the setting on: PGOPTIONS="-c standard_conforming_strings=on" pg_dump …',
  })
}
