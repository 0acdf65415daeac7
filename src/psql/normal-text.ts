/** The text as every checkout has it: no byte order mark, LF line ends. */
export function normalText(text: string): string {
  const marked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  return marked.includes('\r') ? marked.replaceAll('\r\n', '\n') : marked
}
