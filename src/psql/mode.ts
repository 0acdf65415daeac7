/** Why the lexer stopped: at `;`, `\` or a variable (unread), for want of more bytes, or at the end of the script. */
export type Stop = 'semicolon' | 'backslash' | 'variable' | 'more' | 'end'

/** What the lexer is in the middle of. */
export type Mode =
  | 'sql'
  | 'string'
  | 'escape string'
  | 'after escape string'
  | 'identifier'
  | 'dollar'
  | 'comment'
  | 'line comment'
