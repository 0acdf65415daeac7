/** Something about the files that is wrong (`error`), or probably not meant (`warning`). */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** Relative to the folder of the project. */
  readonly file: string
  /** From 1; undefined when it is about the file as a whole. */
  readonly line: number | undefined
  readonly text: string
  /** What to do about it. */
  readonly hint: string | undefined
}
