import { ScriptInput } from './input.ts'
import { Lexer } from './lexer.ts'

/** The statements in a text without meta-commands: more than one only where psql's `\;` joined them. */
export function splitStatements(text: string): string[] {
  if (!text.includes(';')) return [text]
  const input = ScriptInput.ofText(text)
  const lexer = new Lexer(input)
  const statements: string[] = []
  for (let stop = lexer.scan(); ; stop = lexer.scan()) {
    if (lexer.start !== -1 && stop !== 'backslash') {
      statements.push(input.bytes.toString('utf8', lexer.start, input.at))
      lexer.reset()
    }
    if (stop === 'end' || stop === 'more') return statements
    input.at++
  }
}
