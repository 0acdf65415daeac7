/** The text as every checkout has it: no byte order mark, LF line ends. */
export function normalText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}
